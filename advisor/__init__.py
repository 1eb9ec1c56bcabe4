"""The core: guides in, cited answers out.

It imports nothing, so that importing one module costs that module only.
"""
