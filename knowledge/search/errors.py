"""What can go wrong with a model; without arrays, so that whoever catches it need not load any."""


class EmbeddingError(RuntimeError):
    """The model cannot be used. MissingPackage, MissingWeights and WrongDigest say why."""
