"""Exceptions that cross TVM's foreign function interface: only a registered type and the message survive."""

TYPE_TO_NAME = {}
NAME_TO_TYPE = {}


def register_error(name, cls):
    TYPE_TO_NAME[cls] = name
    NAME_TO_TYPE[name] = cls


def crossed(exception):
    name = TYPE_TO_NAME.get(type(exception), "RuntimeError")
    return NAME_TO_TYPE.get(name, RuntimeError)(str(exception))
