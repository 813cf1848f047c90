-------------------------------- MODULE Switch -------------------------------
(* A switch, on or off at will. That it goes on once at most is false; more   *)
(* than one worker may record the steps out of order and miss that.           *)
VARIABLE on

Init == on = FALSE
Next == on' \in BOOLEAN
Spec == Init /\ [][Next]_on

OnceAtMost == [](on => [](~on => []~on))
==============================================================================
