/** alpha of the SELU (Klambauer et al. 2017, arXiv:1706.02515, eq. 2), as PyTorch, TensorFlow and tfjs have it. */
export const SELU_ALPHA = 1.6732632423543772;

/** lambda of the SELU (same source). */
export const SELU_SCALE = 1.0507009873554805;
