"""CompGCN on DGL as the published code computes it: every edge's message is composed and multiplied by the
weights of its direction before it is summed. (Vashishth et al., ICLR 2020; rotate, two layers.)"""
import dgl
import dgl.function as fn
import h5py
import torch
from torch import nn
from torch.nn.functional import dropout, linear

LAYERS = 2


def rotate(node, relation):
    a, b = node.chunk(2, -1)
    c, d = relation.chunk(2, -1)
    return torch.cat([a * c - b * d, a * d + b * c], -1)


class Layer(nn.Module):
    def __init__(self, d, sum_dropout):
        super().__init__()
        self.w_in, self.w_out, self.w_self, self.w_relation = (nn.Linear(d, d) for _ in range(4))
        self.loop_relation = nn.Parameter(torch.randn(1, d))
        self.norm = nn.BatchNorm1d(d)
        self.sum_dropout = sum_dropout

    def forward(self, graph, nodes, relations):
        facts = graph.num_edges() // 2

        def message(edges):
            composed = rotate(edges.src["state"], relations[edges.data["relation"]]) * edges.data["norm"]
            return {"m": torch.cat([linear(composed[:facts], self.w_in.weight),
                                    linear(composed[facts:], self.w_out.weight)])}

        with graph.local_scope():
            graph.ndata["state"] = nodes
            graph.update_all(message, fn.sum("m", "sum"))
            total = graph.ndata["sum"] + self.w_in.bias + self.w_out.bias
        total = dropout(total, self.sum_dropout, self.training)
        total = (total + self.w_self(rotate(nodes, self.loop_relation))) / 3
        return torch.tanh(self.norm(total)), self.w_relation(relations)


class CompGCN(nn.Module):
    def __init__(self, d, sum_dropout=0.1, output_dropout=0.3):
        super().__init__()
        for index in range(LAYERS):
            setattr(self, f"layer{index + 1}", Layer(d, sum_dropout))
        self.output_dropout = output_dropout

    def forward(self, graph, nodes, relations):
        for index in range(LAYERS):
            nodes, relations = getattr(self, f"layer{index + 1}")(graph, nodes, relations)
            nodes = dropout(nodes, self.output_dropout, self.training)
        return nodes


def load(kg, kge):
    """The graph with facts and then their reverses, and the tables of nodes and relations."""
    with h5py.File(kg) as file:
        head, relation, tail = torch.from_numpy(file["triple"][:]).long().t()
        ids = file["entity/id"].asstr()[:]
        names = [name + suffix for name in file["relation/name"].asstr()[:] for suffix in ("", "_rev")]
    with h5py.File(kge) as file:
        def rows(group, name, wanted):
            place = {key: row for row, key in enumerate(file[f"{group}/{name}"].asstr()[:])}
            return torch.from_numpy(file[f"{group}/embedding"][:][[place[key] for key in wanted]])
        nodes, relations = rows("entity", "id", ids), rows("relation", "name", names)
    source, target = torch.cat([head, tail]), torch.cat([tail, head])
    graph = dgl.graph((source, target), num_nodes=len(ids))
    graph.edata["relation"] = torch.cat([2 * relation, 2 * relation + 1])
    inverse = lambda ends: torch.bincount(ends, minlength=len(ids)).clamp(min=1).float() ** -0.5
    norm = inverse(head)[head] * inverse(tail)[tail]
    graph.edata["norm"] = torch.cat([norm, norm])[:, None]
    return graph, nodes, relations
