# A step of Adam: three tensors are read and stored.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(P_handle: T.handle, G_handle: T.handle, M_handle: T.handle, V_handle: T.handle, P2_handle: T.handle, M2_handle: T.handle, V2_handle: T.handle):
        P = T.match_buffer(P_handle, (64, 32), strides=(32, 1))
        G = T.match_buffer(G_handle, (64, 32), strides=(32, 1))
        M = T.match_buffer(M_handle, (64, 32), strides=(32, 1))
        V = T.match_buffer(V_handle, (64, 32), strides=(32, 1))
        P2 = T.match_buffer(P2_handle, (64, 32), strides=(32, 1))
        M2 = T.match_buffer(M2_handle, (64, 32), strides=(32, 1))
        V2 = T.match_buffer(V2_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            p = T.alloc_buffer((32, 32), scope="shared.dyn")
            g = T.alloc_buffer((32, 32), scope="shared.dyn")
            m = T.alloc_buffer((32, 32), scope="shared.dyn")
            v = T.alloc_buffer((32, 32), scope="shared.dyn")
            m2 = T.alloc_buffer((32, 32), scope="local.fragment")
            v2 = T.alloc_buffer((32, 32), scope="local.fragment")
            p2 = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(P[bx * 32, 0], 1, 32, 32), T.region(p[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(G[bx * 32, 0], 1, 32, 32), T.region(g[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(M[bx * 32, 0], 1, 32, 32), T.region(m[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(V[bx * 32, 0], 1, 32, 32), T.region(v[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    m2[i, j] = T.float32(0.875) * m[i, j] + T.float32(0.125) * g[i, j]
            for i in T.parallel(32):
                for j in T.parallel(32):
                    v2[i, j] = T.float32(0.9375) * T.abs(v[i, j]) + T.float32(0.0625) * g[i, j] * g[i, j]
            for i in T.parallel(32):
                for j in T.parallel(32):
                    p2[i, j] = p[i, j] - T.float32(0.01) * m2[i, j] / (T.sqrt(v2[i, j]) + T.float32(0.001))
            T.copy(T.region(m2[0, 0], 1, 32, 32), T.region(M2[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(v2[0, 0], 1, 32, 32), T.region(V2[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(p2[0, 0], 1, 32, 32), T.region(P2[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
