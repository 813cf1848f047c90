-------------------------- MODULE UndefinedLiveness --------------------------
(* A temporal property that can't be evaluated in the initial state.          *)
EXTENDS Naturals
VARIABLE n

Spec == n = 0 /\ [][n < 1 /\ n' = n + 1]_n
Meaningless == <>(n < 2 /\ <<1>>[n] = 1)
Zero == n = 0
==============================================================================
