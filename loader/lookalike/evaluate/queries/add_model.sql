SELECT lookalike_internal.add_model(%(name)s, %(path)s, %(sha256)s, %(input_size)s, %(mean)s::real[],
                           %(std)s::real[], %(output)s, %(projection)s, %(provenance)s)
