"""Passes: module_pass and Sequential."""

import types

from .error import crossed
from .ir import IRModule


class PassInfo:
    def __init__(self, opt_level, name):
        self.opt_level, self.name = opt_level, name


class Pass:
    def __init__(self, function, info):
        self._function, self.info = function, info

    def __call__(self, mod):
        assert isinstance(mod, IRModule)
        try:
            result = self._function(mod, None)
        except Exception as exception:
            raise crossed(exception) from None
        assert isinstance(result, IRModule)
        return result


class Sequential(Pass):
    def __init__(self, passes):
        def run(mod, _context):
            for each in passes:
                mod = each(mod)
            return mod

        super().__init__(run, PassInfo(0, "sequential"))


def module_pass(pass_func, opt_level, name):
    assert isinstance(pass_func, types.FunctionType)
    return Pass(pass_func, PassInfo(opt_level, name))
