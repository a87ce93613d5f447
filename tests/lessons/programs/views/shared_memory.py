import torch

x = torch.zeros(2, 3)
row, column, flat, turned = x[0], x[:, 1], x.view(-1), x.t()
row[0] = 1
column.fill_(2)
flat[5] = 3
turned[2, 0] = 4
print(x, row, column, flat, turned)
print(x.data_ptr() == flat.data_ptr(), row._base is x, x._version, flat._version)
copied = x[[0]]
copied[0, 0] = 99
print(x[0, 0], x[x > 2], x.flatten().data_ptr() == x.data_ptr(), x.clone().data_ptr() == x.data_ptr())
