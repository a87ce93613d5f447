# Encoder and decoder layers, masks of what comes later and of padding, training and eval
import torch
from torch import nn

torch.manual_seed(0)
pad = torch.tensor([[False, False, False, True], [False, True, True, True]])
for first in (False, True):
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.2, norm_first=first, batch_first=True, activation="gelu")
    x = torch.randn(2, 4, 8, requires_grad=True)
    y = layer(x, src_key_padding_mask=pad)
    print(y)
    y.pow(3).mean().backward()
    print(x.grad[0], layer.linear1.weight.grad[:2])
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, dropout=0.0), 2)
print(encoder(x.detach(), src_key_padding_mask=pad)[1])
encoder.eval()
future = nn.Transformer.generate_square_subsequent_mask(4)
with torch.no_grad():
    print(encoder(x, src_key_padding_mask=pad), encoder(x, src_key_padding_mask=pad.flip(1))[1])
    print(encoder(x, mask=future))
    print(nn.TransformerEncoder(encoder.layers[0], 1, nn.LayerNorm(8), enable_nested_tensor=False)(x[0]))
decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16), 2)
print(decoder)
memory, target = torch.randn(5, 2, 8), torch.randn(3, 2, 8)
out = decoder(target, memory, tgt_mask=nn.Transformer.generate_square_subsequent_mask(3))
print(out)
out.pow(3).mean().backward()
print(decoder.layers[0].multihead_attn.out_proj.bias.grad)
model = nn.Transformer(8, 2, 1, 1, 16, batch_first=True, norm_first=True, dropout=0.0)
print(model(torch.randn(2, 5, 8), torch.randn(2, 3, 8)), sum(p.numel() for p in model.parameters()))
for source, wanted in (((2, 5, 8), (3, 3, 8)), ((2, 5, 7), (2, 3, 8))):
    try:
        model(torch.randn(source), torch.randn(wanted))
    except RuntimeError as error:
        print(error)
try:
    nn.TransformerEncoderLayer(8, 2, activation="x")
except RuntimeError as error:
    print(error)
