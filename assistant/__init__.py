"""Entente: cited answers about the UK–France agreements of July 2025.

articles → load → split → embed → index (Chroma + keyword index)
question → condense → retrieve → rerank → answer → verify → cite → browser · CLI · API
"""

__version__ = "0.1.0"
