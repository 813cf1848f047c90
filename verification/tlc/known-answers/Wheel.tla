-------------------------------- MODULE Wheel --------------------------------
(* Goes round for ever: a counterexample to liveness that comes back.         *)
EXTENDS Naturals
VARIABLE n

Init == n = 0
Turn == n' = (n + 1) % 3
Spec == Init /\ [][Turn]_n /\ WF_n(Turn)

ComesToRest == <>[](n = 1)
==============================================================================
