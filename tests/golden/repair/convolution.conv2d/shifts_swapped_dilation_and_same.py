# task: convolution/conv2d
# kind: two
# style: vectorised
# half: held
# wrong: Rows and columns of the dilation are swapped, and "same" puts the odd extra column to the left.
# right 21: dy, dx = as_two(dilation)
# right 25: up, left = extra_y // 2, extra_x // 2
import torch


def as_two(value):
    if isinstance(value, (list, tuple)):
        return value[0], value[1]
    return value, value


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Сумма сдвинутых картинок: цикл только по ядру R x S."""
    K, c, R, S = weight.shape
    u, v = as_two(stride)
    dx, dy = as_two(dilation)  # <- wrong 1
    if padding == "same":
        extra_y = dy * (R - 1)
        extra_x = dx * (S - 1)
        up, left = extra_y // 2, (extra_x + 1) // 2  # <- wrong 2
        down, right = extra_y - up, extra_x - left
    elif padding == "valid":
        up = down = left = right = 0
    else:
        up, left = as_two(padding)
        down, right = up, left
    img = torch.nn.functional.pad(x, (left, right, up, down))
    n, C, Y, X = img.shape
    P = (Y - dy * (R - 1) - 1) // u + 1
    Q = (X - dx * (S - 1) - 1) // v + 1

    answers = []
    for g in range(groups):
        part = img[:, g * c:(g + 1) * c]
        kernels = weight[g * (K // groups):(g + 1) * (K // groups)]
        acc = torch.zeros(n, K // groups, P, Q, dtype=x.dtype)
        for r in range(R):
            for s in range(S):
                y0 = r * dy
                x0 = s * dx
                seen = part[:, :, y0:y0 + u * (P - 1) + 1:u, x0:x0 + v * (Q - 1) + 1:v]
                acc = acc + torch.einsum("ncpq,kc->nkpq", seen, kernels[:, :, r, s])
        answers.append(acc)
    out = torch.cat(answers, dim=1)
    if bias is not None:
        out = out + bias[None, :, None, None]
    return out


if __name__ == "__main__":
    a = torch.arange(25.0).reshape(1, 1, 5, 5)
    print(conv2d(a, torch.ones(1, 1, 3, 3)))
