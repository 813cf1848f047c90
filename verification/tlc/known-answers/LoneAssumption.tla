---------------------------- MODULE LoneAssumption ---------------------------
(* A false assumption and no behaviour.                                       *)
EXTENDS Naturals
ASSUME 1 = 2
==============================================================================
