---------------------------- MODULE FalseAssumption --------------------------
EXTENDS Naturals
ASSUME OneIsTwo == 1 = 2

VARIABLE n
Spec == n = 0 /\ [][UNCHANGED n]_n
==============================================================================
