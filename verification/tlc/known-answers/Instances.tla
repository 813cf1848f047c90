------------------------------- MODULE Instances -----------------------------
(* The assumption of an instantiated module is no assumption of this one.     *)
VARIABLE n
Other == INSTANCE FalseAssumption
Spec == Other!Spec
==============================================================================
