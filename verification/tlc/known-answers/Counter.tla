------------------------------- MODULE Counter -------------------------------
(* Counts from 0 to 3 and stops: nearly every outcome that TLC can give.      *)
EXTENDS Naturals, TLC
VARIABLE n

Init  == n = 0
Count == n < 3 /\ n' = n + 1
Spec  == Init /\ [][Count]_n
Fair  == Spec /\ WF_n(Count)

AddsAWord == Init /\ [][n' = IF n = 2 THEN n + "one" ELSE n + 1]_n
Asserts   == Init /\ [][Count /\ Assert(n < 1, "no further than one")]_n

Bounded      == n <= 3
BelowThree   == n < 3
NeverZero    == n # 0
Incomparable == n < 2 \/ n = "two"
NeverOntoTwo == [][n' # 2]_n
ReachesThree == <>(n = 3)
==============================================================================
