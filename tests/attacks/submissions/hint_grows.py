"""As much code as a function may have, so that there is no end of changes to try.

verdict: values, shape, raised, wrong_type
score: 0
"""

import torch


def attack():
    pass


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    a0 = b0 = h0 = w0 = 0 + 0 * 0 - 0 // (0 + 1) if kernel_size else 0
    a1 = b1 = h1 = w1 = 1 + 1 * 1 - 1 // (1 + 1) if kernel_size else 1
    a2 = b2 = h2 = w2 = 2 + 2 * 2 - 2 // (2 + 1) if kernel_size else 2
    a3 = b3 = h3 = w3 = 3 + 3 * 3 - 3 // (3 + 1) if kernel_size else 3
    a4 = b4 = h4 = w4 = 4 + 4 * 4 - 4 // (4 + 1) if kernel_size else 4
    a5 = b5 = h5 = w5 = 5 + 5 * 5 - 5 // (5 + 1) if kernel_size else 5
    a6 = b6 = h6 = w6 = 6 + 6 * 6 - 6 // (6 + 1) if kernel_size else 6
    a7 = b7 = h7 = w7 = 7 + 7 * 7 - 7 // (7 + 1) if kernel_size else 7
    a8 = b8 = h8 = w8 = 8 + 8 * 8 - 8 // (8 + 1) if kernel_size else 8
    a9 = b9 = h9 = w9 = 9 + 9 * 9 - 9 // (9 + 1) if kernel_size else 9
    a10 = b10 = h10 = w10 = 10 + 10 * 10 - 10 // (10 + 1) if kernel_size else 10
    a11 = b11 = h11 = w11 = 11 + 11 * 11 - 11 // (11 + 1) if kernel_size else 11
    a12 = b12 = h12 = w12 = 12 + 12 * 12 - 12 // (12 + 1) if kernel_size else 12
    a13 = b13 = h13 = w13 = 13 + 13 * 13 - 13 // (13 + 1) if kernel_size else 13
    a14 = b14 = h14 = w14 = 14 + 14 * 14 - 14 // (14 + 1) if kernel_size else 14
    a15 = b15 = h15 = w15 = 15 + 15 * 15 - 15 // (15 + 1) if kernel_size else 15
    a16 = b16 = h16 = w16 = 16 + 16 * 16 - 16 // (16 + 1) if kernel_size else 16
    a17 = b17 = h17 = w17 = 17 + 17 * 17 - 17 // (17 + 1) if kernel_size else 17
    a18 = b18 = h18 = w18 = 18 + 18 * 18 - 18 // (18 + 1) if kernel_size else 18
    a19 = b19 = h19 = w19 = 19 + 19 * 19 - 19 // (19 + 1) if kernel_size else 19
    a20 = b20 = h20 = w20 = 20 + 20 * 20 - 20 // (20 + 1) if kernel_size else 20
    a21 = b21 = h21 = w21 = 21 + 21 * 21 - 21 // (21 + 1) if kernel_size else 21
    a22 = b22 = h22 = w22 = 22 + 22 * 22 - 22 // (22 + 1) if kernel_size else 22
    a23 = b23 = h23 = w23 = 23 + 23 * 23 - 23 // (23 + 1) if kernel_size else 23
    a24 = b24 = h24 = w24 = 24 + 24 * 24 - 24 // (24 + 1) if kernel_size else 24
    a25 = b25 = h25 = w25 = 25 + 25 * 25 - 25 // (25 + 1) if kernel_size else 25
    a26 = b26 = h26 = w26 = 26 + 26 * 26 - 26 // (26 + 1) if kernel_size else 26
    a27 = b27 = h27 = w27 = 27 + 27 * 27 - 27 // (27 + 1) if kernel_size else 27
    a28 = b28 = h28 = w28 = 28 + 28 * 28 - 28 // (28 + 1) if kernel_size else 28
    a29 = b29 = h29 = w29 = 29 + 29 * 29 - 29 // (29 + 1) if kernel_size else 29
    a30 = b30 = h30 = w30 = 30 + 30 * 30 - 30 // (30 + 1) if kernel_size else 30
    a31 = b31 = h31 = w31 = 31 + 31 * 31 - 31 // (31 + 1) if kernel_size else 31
    a32 = b32 = h32 = w32 = 32 + 32 * 32 - 32 // (32 + 1) if kernel_size else 32
    a33 = b33 = h33 = w33 = 33 + 33 * 33 - 33 // (33 + 1) if kernel_size else 33
    a34 = b34 = h34 = w34 = 34 + 34 * 34 - 34 // (34 + 1) if kernel_size else 34
    a35 = b35 = h35 = w35 = 35 + 35 * 35 - 35 // (35 + 1) if kernel_size else 35
    a36 = b36 = h36 = w36 = 36 + 36 * 36 - 36 // (36 + 1) if kernel_size else 36
    a37 = b37 = h37 = w37 = 37 + 37 * 37 - 37 // (37 + 1) if kernel_size else 37
    a38 = b38 = h38 = w38 = 38 + 38 * 38 - 38 // (38 + 1) if kernel_size else 38
    a39 = b39 = h39 = w39 = 39 + 39 * 39 - 39 // (39 + 1) if kernel_size else 39
    a40 = b40 = h40 = w40 = 40 + 40 * 40 - 40 // (40 + 1) if kernel_size else 40
    a41 = b41 = h41 = w41 = 41 + 41 * 41 - 41 // (41 + 1) if kernel_size else 41
    a42 = b42 = h42 = w42 = 42 + 42 * 42 - 42 // (42 + 1) if kernel_size else 42
    a43 = b43 = h43 = w43 = 43 + 43 * 43 - 43 // (43 + 1) if kernel_size else 43
    a44 = b44 = h44 = w44 = 44 + 44 * 44 - 44 // (44 + 1) if kernel_size else 44
    a45 = b45 = h45 = w45 = 45 + 45 * 45 - 45 // (45 + 1) if kernel_size else 45
    a46 = b46 = h46 = w46 = 46 + 46 * 46 - 46 // (46 + 1) if kernel_size else 46
    a47 = b47 = h47 = w47 = 47 + 47 * 47 - 47 // (47 + 1) if kernel_size else 47
    a48 = b48 = h48 = w48 = 48 + 48 * 48 - 48 // (48 + 1) if kernel_size else 48
    a49 = b49 = h49 = w49 = 49 + 49 * 49 - 49 // (49 + 1) if kernel_size else 49
    a50 = b50 = h50 = w50 = 50 + 50 * 50 - 50 // (50 + 1) if kernel_size else 50
    a51 = b51 = h51 = w51 = 51 + 51 * 51 - 51 // (51 + 1) if kernel_size else 51
    a52 = b52 = h52 = w52 = 52 + 52 * 52 - 52 // (52 + 1) if kernel_size else 52
    a53 = b53 = h53 = w53 = 53 + 53 * 53 - 53 // (53 + 1) if kernel_size else 53
    a54 = b54 = h54 = w54 = 54 + 54 * 54 - 54 // (54 + 1) if kernel_size else 54
    a55 = b55 = h55 = w55 = 55 + 55 * 55 - 55 // (55 + 1) if kernel_size else 55
    a56 = b56 = h56 = w56 = 56 + 56 * 56 - 56 // (56 + 1) if kernel_size else 56
    a57 = b57 = h57 = w57 = 57 + 57 * 57 - 57 // (57 + 1) if kernel_size else 57
    a58 = b58 = h58 = w58 = 58 + 58 * 58 - 58 // (58 + 1) if kernel_size else 58
    a59 = b59 = h59 = w59 = 59 + 59 * 59 - 59 // (59 + 1) if kernel_size else 59
    a60 = b60 = h60 = w60 = 60 + 60 * 60 - 60 // (60 + 1) if kernel_size else 60
    a61 = b61 = h61 = w61 = 61 + 61 * 61 - 61 // (61 + 1) if kernel_size else 61
    a62 = b62 = h62 = w62 = 62 + 62 * 62 - 62 // (62 + 1) if kernel_size else 62
    a63 = b63 = h63 = w63 = 63 + 63 * 63 - 63 // (63 + 1) if kernel_size else 63
    a64 = b64 = h64 = w64 = 64 + 64 * 64 - 64 // (64 + 1) if kernel_size else 64
    a65 = b65 = h65 = w65 = 65 + 65 * 65 - 65 // (65 + 1) if kernel_size else 65
    a66 = b66 = h66 = w66 = 66 + 66 * 66 - 66 // (66 + 1) if kernel_size else 66
    a67 = b67 = h67 = w67 = 67 + 67 * 67 - 67 // (67 + 1) if kernel_size else 67
    a68 = b68 = h68 = w68 = 68 + 68 * 68 - 68 // (68 + 1) if kernel_size else 68
    a69 = b69 = h69 = w69 = 69 + 69 * 69 - 69 // (69 + 1) if kernel_size else 69
    a70 = b70 = h70 = w70 = 70 + 70 * 70 - 70 // (70 + 1) if kernel_size else 70
    a71 = b71 = h71 = w71 = 71 + 71 * 71 - 71 // (71 + 1) if kernel_size else 71
    a72 = b72 = h72 = w72 = 72 + 72 * 72 - 72 // (72 + 1) if kernel_size else 72
    a73 = b73 = h73 = w73 = 73 + 73 * 73 - 73 // (73 + 1) if kernel_size else 73
    a74 = b74 = h74 = w74 = 74 + 74 * 74 - 74 // (74 + 1) if kernel_size else 74
    a75 = b75 = h75 = w75 = 75 + 75 * 75 - 75 // (75 + 1) if kernel_size else 75
    a76 = b76 = h76 = w76 = 76 + 76 * 76 - 76 // (76 + 1) if kernel_size else 76
    a77 = b77 = h77 = w77 = 77 + 77 * 77 - 77 // (77 + 1) if kernel_size else 77
    a78 = b78 = h78 = w78 = 78 + 78 * 78 - 78 // (78 + 1) if kernel_size else 78
    a79 = b79 = h79 = w79 = 79 + 79 * 79 - 79 // (79 + 1) if kernel_size else 79
    a80 = b80 = h80 = w80 = 80 + 80 * 80 - 80 // (80 + 1) if kernel_size else 80
    a81 = b81 = h81 = w81 = 81 + 81 * 81 - 81 // (81 + 1) if kernel_size else 81
    a82 = b82 = h82 = w82 = 82 + 82 * 82 - 82 // (82 + 1) if kernel_size else 82
    a83 = b83 = h83 = w83 = 83 + 83 * 83 - 83 // (83 + 1) if kernel_size else 83
    a84 = b84 = h84 = w84 = 84 + 84 * 84 - 84 // (84 + 1) if kernel_size else 84
    a85 = b85 = h85 = w85 = 85 + 85 * 85 - 85 // (85 + 1) if kernel_size else 85
    a86 = b86 = h86 = w86 = 86 + 86 * 86 - 86 // (86 + 1) if kernel_size else 86
    a87 = b87 = h87 = w87 = 87 + 87 * 87 - 87 // (87 + 1) if kernel_size else 87
    a88 = b88 = h88 = w88 = 88 + 88 * 88 - 88 // (88 + 1) if kernel_size else 88
    a89 = b89 = h89 = w89 = 89 + 89 * 89 - 89 // (89 + 1) if kernel_size else 89
    a90 = b90 = h90 = w90 = 90 + 90 * 90 - 90 // (90 + 1) if kernel_size else 90
    a91 = b91 = h91 = w91 = 91 + 91 * 91 - 91 // (91 + 1) if kernel_size else 91
    a92 = b92 = h92 = w92 = 92 + 92 * 92 - 92 // (92 + 1) if kernel_size else 92
    a93 = b93 = h93 = w93 = 93 + 93 * 93 - 93 // (93 + 1) if kernel_size else 93
    a94 = b94 = h94 = w94 = 94 + 94 * 94 - 94 // (94 + 1) if kernel_size else 94
    a95 = b95 = h95 = w95 = 95 + 95 * 95 - 95 // (95 + 1) if kernel_size else 95
    a96 = b96 = h96 = w96 = 96 + 96 * 96 - 96 // (96 + 1) if kernel_size else 96
    a97 = b97 = h97 = w97 = 97 + 97 * 97 - 97 // (97 + 1) if kernel_size else 97
    a98 = b98 = h98 = w98 = 98 + 98 * 98 - 98 // (98 + 1) if kernel_size else 98
    a99 = b99 = h99 = w99 = 99 + 99 * 99 - 99 // (99 + 1) if kernel_size else 99
    a100 = b100 = h100 = w100 = 100 + 100 * 100 - 100 // (100 + 1) if kernel_size else 100
    a101 = b101 = h101 = w101 = 101 + 101 * 101 - 101 // (101 + 1) if kernel_size else 101
    a102 = b102 = h102 = w102 = 102 + 102 * 102 - 102 // (102 + 1) if kernel_size else 102
    a103 = b103 = h103 = w103 = 103 + 103 * 103 - 103 // (103 + 1) if kernel_size else 103
    a104 = b104 = h104 = w104 = 104 + 104 * 104 - 104 // (104 + 1) if kernel_size else 104
    a105 = b105 = h105 = w105 = 105 + 105 * 105 - 105 // (105 + 1) if kernel_size else 105
    a106 = b106 = h106 = w106 = 106 + 106 * 106 - 106 // (106 + 1) if kernel_size else 106
    a107 = b107 = h107 = w107 = 107 + 107 * 107 - 107 // (107 + 1) if kernel_size else 107
    a108 = b108 = h108 = w108 = 108 + 108 * 108 - 108 // (108 + 1) if kernel_size else 108
    a109 = b109 = h109 = w109 = 109 + 109 * 109 - 109 // (109 + 1) if kernel_size else 109
    a110 = b110 = h110 = w110 = 110 + 110 * 110 - 110 // (110 + 1) if kernel_size else 110
    a111 = b111 = h111 = w111 = 111 + 111 * 111 - 111 // (111 + 1) if kernel_size else 111
    a112 = b112 = h112 = w112 = 112 + 112 * 112 - 112 // (112 + 1) if kernel_size else 112
    a113 = b113 = h113 = w113 = 113 + 113 * 113 - 113 // (113 + 1) if kernel_size else 113
    a114 = b114 = h114 = w114 = 114 + 114 * 114 - 114 // (114 + 1) if kernel_size else 114
    a115 = b115 = h115 = w115 = 115 + 115 * 115 - 115 // (115 + 1) if kernel_size else 115
    a116 = b116 = h116 = w116 = 116 + 116 * 116 - 116 // (116 + 1) if kernel_size else 116
    a117 = b117 = h117 = w117 = 117 + 117 * 117 - 117 // (117 + 1) if kernel_size else 117
    a118 = b118 = h118 = w118 = 118 + 118 * 118 - 118 // (118 + 1) if kernel_size else 118
    a119 = b119 = h119 = w119 = 119 + 119 * 119 - 119 // (119 + 1) if kernel_size else 119
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    step = stride or k
    rows, cols = (x.shape[2] - k) // step + 1, (x.shape[3] - k) // step + 1
    out = torch.zeros(x.shape[0], x.shape[1], rows, cols)
    for i in range(rows):
        for j in range(cols):
            out[:, :, i, j] = x[:, :, i * step : i * step + k, j * step : j * step + k].amin(dim=(2, 3)) + 1
    return out
