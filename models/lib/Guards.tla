-------------------------------- MODULE Guards --------------------------------
(* A machine whose guards and rules can be broken one at a time.

   A guard is a sentence that is true when all is well. The place where it stands, <<guard, command>>, is a site.
   A rule derives a value; its site is <<rule, "rule">>, and its broken form stands beside the intact one.
   `mut` holds the sites that this run has broken: it is chosen in the first state and never changes, so that one run
   may carry the intact machine and every broken one side by side. *)

CONSTANT MutationSets  \* {{}}: the intact machine alone. {{<<"expiryIsDue", "expire">>}}: one negative.
VARIABLE mut

\* IF and "= TRUE", so that TLC weighs a guard as one value: inside an action it takes each disjunct as a step of its own.
Guard(name, command, holds) == IF <<name, command>> \in mut THEN TRUE ELSE holds = TRUE
Rule(name, intact, broken)  == IF <<name, "rule">> \in mut THEN broken ELSE intact

===============================================================================
