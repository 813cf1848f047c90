------------------------------ MODULE LazyExcept -----------------------------
(* A ledger keyed by functions. TLC doesn't tabulate a function over a set of *)
(* functions; it keeps the constructor and the list of changes. Two states    *)
(* that share a change spoil it for each other: the ledger before loses an    *)
(* entry, and an invariant that is false seems to hold.                       *)
EXTENDS Naturals, FiniteSets, TLC
VARIABLES before, after
vars == <<before, after>>

Books == [{"page"} -> {"red", "blue"}]
Red   == [p \in {"page"} |-> "red"]
Blue  == [p \in {"page"} |-> "blue"]
Note  == Red :> 7

Untabulated == [b \in Books |-> 0]
Tabulated   == Red :> 0 @@ Blue :> 0

Lazy  == before = [Untabulated EXCEPT ![Red] = Note] /\ after = [before EXCEPT ![Blue] = 9] /\ [][UNCHANGED vars]_vars
Eager == before = [Tabulated EXCEPT ![Red] = Note]   /\ after = [before EXCEPT ![Blue] = 9] /\ [][UNCHANGED vars]_vars

OneBookAtMost == Cardinality(DOMAIN before) < 2
==============================================================================
