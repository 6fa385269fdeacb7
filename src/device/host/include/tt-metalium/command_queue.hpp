// There is one kind of command queue. Tested by tests/device/programs.
#pragma once

#include <tt-metalium/mesh_command_queue.hpp>
