------------------------------ MODULE LazySubSeq -----------------------------
(* SubSeq reads a changed function constructor without the change.            *)
EXTENDS Naturals, Sequences
VARIABLE n

Lazy  == n = SubSeq([[i \in 1..3 |-> 0] EXCEPT ![2] = 1], 2, 2)[1] /\ [][UNCHANGED n]_n
Eager == n = SubSeq([<<0, 0, 0>> EXCEPT ![2] = 1], 2, 2)[1] /\ [][UNCHANGED n]_n

NeverOne == n # 1
==============================================================================
