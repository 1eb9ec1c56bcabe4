"""Evaluation of chat models: fake and real writers, spoilt drafts, prompt injections."""
