"""The core: guides in, cited answers out. Imports nothing, so that importing one module costs only that module."""
