------------------------------- MODULE Budgets -------------------------------
(* An agent can only do so much before somebody looks.

   Every agent has a budget: how much it spends and touches a day, how much one call touches, how deep a call lies, how many
   calls it starts in a window, how many run at once, how many may be without a word of how they ended, and which tools it
   calls. A call is charged as asked before it may start: that is a reservation. It ends when somebody reports what the call
   really cost, when the call is known never to have started, or when its lease is over and nobody has reported; whatever
   ends it corrects the charge. A call that cost more than was asked for freezes the agent until two people have looked.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,        \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Forms,         \* name -> [tool, digest, spend, affected, depth]: the calls that somebody may want to make
  Reports,       \* name -> [spend, affected]: what a call may turn out to have cost and touched
  CapsNamed,     \* name -> [spend, affected, blast, depth, rate, open, unknown: numbers, tools: a set]: what budgets allow
  WideningTerms, \* name -> [caps: a name of CapsNamed, from: a moment, serial: a number]: what a widening may be signed for
  Numbers,       \* name -> a number: of which change a thaw may be signed for
  Settings,      \* [tenant, window, lease, dayLength: in ticks, newCaps: a name of CapsNamed, reporters: a set of roles]: the
                 \*  deployment's part
  Budgets,       \* names of agents: a budget goes by its agent's name
  Reservations,
  Horizon,       \* the last moment of the clock
  Sliding,       \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,      \* which of "Tick" and "Lapse" happen when they always can
  Bound          \* [maxEnds, maxReleases, maxSerial]: how far a broken machine is followed

VARIABLES
  now,       \* a moment, 0 .. Horizon
  bud,       \* budget -> [status |-> "absent"], or what it keeps (see TypeOK)
  res        \* reservation -> [status |-> "absent"], or what it keeps: what was asked, then what happened

vars == <<mut, now, bud, res>>

Humans  == { a \in DOMAIN Actors : Actors[a].kind = "human" }
Agents  == { a \in DOMAIN Actors : Actors[a].kind = "agent" }
Sweeper == "sweeper"  \* the service that lapses reservations
Nobody  == "none"
NotYet  == -1         \* what stands for the moment of what has not happened

Elements(s)   == { s[i] : i \in DOMAIN s }
Tenant(actor) == Actors[actor].tenant
DayOf(moment) == moment \div Settings.dayLength

\* Who is who. An administrator may be of any kind; who reports is a service of the tenant with a role that the deployment
\* gives to its gate and to the executors whose word it takes.
IsAdmin(actor) == "admin" \in Actors[actor].roles
IsGate(actor)  == /\ Actors[actor].kind = "service"
                  /\ Tenant(actor) = Settings.tenant
                  /\ Actors[actor].roles \cap Settings.reporters # {}

\* Two names are never one actor. Budgets are of agents of the tenant, whom a person of the tenant owns.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Actors[a].id, Actors[a].tenant>> # <<Actors[b].id, Actors[b].tenant>>
ASSUME Sweeper \in DOMAIN Actors /\ Nobody \notin DOMAIN Actors
ASSUME \A b \in Budgets : b \in Agents /\ Tenant(b) = Settings.tenant
Owners == { a \in Humans : Tenant(a) = Settings.tenant }
\* Nor are two names one call, or the same caps.
ASSUME \A f, h \in DOMAIN Forms : f = h \/ Forms[f] # Forms[h]
ASSUME \A c, d \in DOMAIN CapsNamed : c = d \/ CapsNamed[c] # CapsNamed[d]
ASSUME \A t \in Elements(WideningTerms) : t.caps \in DOMAIN CapsNamed
ASSUME Settings.newCaps \in DOMAIN CapsNamed
ASSUME Settings.dayLength >= 1 /\ Settings.lease >= 1 /\ Settings.window >= 1
\* What is a whole day before the horizon is past the lease and the window: see Tick.
ASSUME Sliding => \A long \in {Settings.lease, Settings.window} : Horizon + 1 - Settings.dayLength >= long

(* What stands for what has not happened *)

NoWidening == [by |-> Nobody, signature |-> "none", caps |-> "none", from |-> NotYet, serial |-> 0,
               countersigner |-> Nobody, countersignature |-> "none", at |-> NotYet]
NoNarrowing == [by |-> Nobody, at |-> NotYet, serial |-> 0, changed |-> [fell |-> FALSE, cancelled |-> FALSE],
                before |-> "none"]
NoThaw == [by |-> Nobody, signature |-> "none", serial |-> 0, countersigner |-> Nobody, countersignature |-> "none",
           at |-> NotYet, wasFrozen |-> FALSE]

-------------------------------------------------------------------------------
(* What happened, read from what budgets and reservations keep. Nothing here looks at a status, a guard, a rule, or whether
   a budget calls itself frozen; people are compared by name, which is id and tenant. *)

Opened   == { b \in Budgets : bud[b].status # "absent" }
Reserved == { r \in Reservations : res[r].status # "absent" }
CallsOf(b) == { r \in Reserved : res[r].budget = b }

Asked(q)    == [spend |-> Forms[q.form].spend, affected |-> Forms[q.form].affected]
LeaseEnd(q) == q.at + Settings.lease
Ended(q)    == q.ends # <<>>
Released(q) == q.releases # <<>>
LastOf(q)   == q.ends[Len(q.ends)]
Is(q, i, how)  == q.ends[i].how = how
Has(q, how)    == \E i \in DOMAIN q.ends : Is(q, i, how)
EndsBy(r, how) == { e \in Elements(res[r].ends) : e.how = how }

\* What a call is known to have cost and touched: what was reported last, nothing where it never started, else what was
\* asked.
Nothing == [spend |-> 0, affected |-> 0]
ReportOf(q) == LET settled == { i \in DOMAIN q.ends : Is(q, i, "settled") } IN
  q.ends[CHOOSE i \in settled : \A j \in settled : j <= i].amounts
CostOf(q) == IF Has(q, "settled") THEN ReportOf(q) ELSE IF Has(q, "unreserved") THEN Nothing ELSE Asked(q)

\* The sum of some numbers, each in a pair with what it is of, so that none is taken for another.
RECURSIVE Sum(_)
Sum(pairs) == IF pairs = {} THEN 0 ELSE LET one == CHOOSE p \in pairs : TRUE IN one[2] + Sum(pairs \ {one})

OfDay(b, day) == { r \in CallsOf(b) : DayOf(res[r].at) = day }
SpendOf(b, day)    == Sum({ <<r, CostOf(res[r]).spend>> : r \in OfDay(b, day) })
AffectedOf(b, day) == Sum({ <<r, CostOf(res[r]).affected>> : r \in OfDay(b, day) })

\* The caps in force: those of the last widening from its moment on, until then the budget's own.
InForce(k) == IF k.widening # NoWidening /\ now >= k.widening.from THEN k.widening.caps ELSE k.caps
CapsOf(b)  == CapsNamed[InForce(bud[b])]

\* A call that cost or touched more than was asked for: by its reservation and which of its ends reported it.
Exceeds(reported, asked) == reported.spend > asked.spend \/ reported.affected > asked.affected
Overruns(b) == UNION { { <<r, i>> : i \in { i \in DOMAIN res[r].ends :
                 Is(res[r], i, "settled") /\ Exceeds(res[r].ends[i].amounts, Asked(res[r])) } } : r \in CallsOf(b) }
NumberOf(overrun) == res[overrun[1]].ends[overrun[2]].serial

\* The overruns at which nobody has looked: no thaw came after them.
Unlooked(b) == { o \in Overruns(b) : NumberOf(o) >= bud[b].thawed.serial }

\* All that a budget still knows to have been its change of some number.
ChangesOf(b, number) ==
  { o \in Overruns(b) : NumberOf(o) = number }
  \cup (IF bud[b].widening.serial = number THEN {<<"widening", 0>>} ELSE {})
  \cup (IF bud[b].narrowed.serial = number THEN {<<"narrowing", 0>>} ELSE {})
  \cup (IF bud[b].thawed.serial = number THEN {<<"thaw", 0>>} ELSE {})

\* What happens in a step: a call is admitted, or starts; somebody widens or thaws.
Admits(r) == res[r].status = "absent" /\ res'[r].status # "absent"
Starts(r) == res[r].status # "absent" /\ res'[r].releases # res[r].releases
Widens(b) == bud[b].status # "absent" /\ bud'[b].widening \notin {bud[b].widening, NoWidening}
Thaws(b)  == bud[b].status # "absent" /\ bud'[b].thawed # bud[b].thawed

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* Who has a budget, and for whom it is *)

OnlyAdminsOpen       == \A b \in Opened : IsAdmin(bud[b].opener)
NoCrossTenantOpening == \A b \in Opened : Tenant(bud[b].opener) = Settings.tenant

\* Nobody calls on another's budget.
BudgetIsNotTransferable == \A r \in Reserved : res[r].by = res[r].budget

(* What is admitted. Each is told in the step that admits a call, by the caps that are in force then *)

OnlyAllowlistedToolsStep == \A r \in Reservations : Admits(r) =>
  Forms[res'[r].form].tool \in CapsOf(res'[r].budget).tools
OnlyAllowlistedTools     == [][OnlyAllowlistedToolsStep]_vars

\* What all calls of the day are known to have cost, and this one, are within the cap, however calls and reports interleave.
NoAdmissionAboveSpendCapStep == \A r \in Reservations : Admits(r) => LET q == res'[r] IN
  SpendOf(q.budget, DayOf(now)) + Asked(q).spend <= CapsOf(q.budget).spend
NoAdmissionAboveSpendCap     == [][NoAdmissionAboveSpendCapStep]_vars
NoAdmissionAboveAffectedCapStep == \A r \in Reservations : Admits(r) => LET q == res'[r] IN
  AffectedOf(q.budget, DayOf(now)) + Asked(q).affected <= CapsOf(q.budget).affected
NoAdmissionAboveAffectedCap     == [][NoAdmissionAboveAffectedCapStep]_vars

BlastRadiusIsBoundedStep == \A r \in Reservations : Admits(r) => LET q == res'[r] IN
  Asked(q).affected <= CapsOf(q.budget).blast
BlastRadiusIsBounded     == [][BlastRadiusIsBoundedStep]_vars
DependencyDepthIsBoundedStep == \A r \in Reservations : Admits(r) => LET q == res'[r] IN
  Forms[q.form].depth <= CapsOf(q.budget).depth
DependencyDepthIsBounded     == [][DependencyDepthIsBoundedStep]_vars

\* In no window, wherever midnight falls, does an agent start more calls than the cap, or one call more than three times.
RateIsBoundedStep == \A r \in Reservations : Admits(r) => LET b == res'[r].budget IN
  Cardinality({ s \in CallsOf(b) : res[s].at > now - Settings.window }) < CapsOf(b).rate
RateIsBounded     == [][RateIsBoundedStep]_vars
IsSameCall(q, p)  == /\ q.budget = p.budget
                     /\ Forms[q.form].tool = Forms[p.form].tool /\ Forms[q.form].digest = Forms[p.form].digest
NoFourthIdenticalCall == \A r \in Reserved : LET at == res[r].at IN
  Cardinality({ s \in Reserved : IsSameCall(res[r], res[s]) /\ res[s].at \in (at - Settings.window + 1)..at }) <= 3

\* By the clock, whatever nobody has swept: so many may run, and of so many nobody may know how they ended.
RunsByNow(q) == ~Ended(q) /\ now < LeaseEnd(q)
IsUnknown(q) == Released(q) /\ now >= LeaseEnd(q) /\ ~Has(q, "settled")
OpenReservationsAreBoundedStep == \A r \in Reservations : Admits(r) => LET b == res'[r].budget IN
  Cardinality({ s \in CallsOf(b) : RunsByNow(res[s]) }) < CapsOf(b).open
OpenReservationsAreBounded     == [][OpenReservationsAreBoundedStep]_vars
UnknownOutcomesAreBoundedStep == \A r \in Reservations : Admits(r) => LET b == res'[r].budget IN
  Cardinality({ s \in CallsOf(b) : IsUnknown(res[s]) }) < CapsOf(b).unknown
UnknownOutcomesAreBounded     == [][UnknownOutcomesAreBoundedStep]_vars

\* Nothing is admitted while an overrun waits to be looked at.
FrozenAgentReservesNothingStep == \A r \in Reservations : Admits(r) => Unlooked(res'[r].budget) = {}
FrozenAgentReservesNothing     == [][FrozenAgentReservesNothingStep]_vars

(* What starts *)

\* When a call starts its tool is allowed by then, and no overrun waits.
OnlyAllowlistedToolsStartStep == \A r \in Reservations : Starts(r) =>
  Forms[res[r].form].tool \in CapsOf(res[r].budget).tools
OnlyAllowlistedToolsStart     == [][OnlyAllowlistedToolsStartStep]_vars
FrozenAgentStartsNothingStep  == \A r \in Reservations : Starts(r) => Unlooked(res[r].budget) = {}
FrozenAgentStartsNothing      == [][FrozenAgentStartsNothingStep]_vars

\* A call starts once for each reservation, before anything has ended it, and while its lease runs.
RunsOncePerReservation == \A r \in Reserved : Len(res[r].releases) <= 1
NoReleaseAfterEndStep  == \A r \in Reservations : Starts(r) => ~Ended(res[r])
NoReleaseAfterEnd      == [][NoReleaseAfterEndStep]_vars
NoReleaseAfterLease    == \A r \in Reserved : \A s \in Elements(res[r].releases) : s.at < LeaseEnd(res[r])

\* The gate says so, or an executor on whose word the deployment relies: no agent of its own calls.
OnlyTheGateReleases    == \A r \in Reserved : \A s \in Elements(res[r].releases) : IsGate(s.by)
OnlyTheGateSettles     == \A r \in Reserved : \A e \in EndsBy(r, "settled") : IsGate(e.by)
OnlyTheGateUnreserves  == \A r \in Reserved : \A e \in EndsBy(r, "unreserved") : IsGate(e.by)

(* How a reservation ends, and what it is charged with *)

\* It ends once: but a report that comes after the lease is over still counts.
UnreservedAtMostOnce == \A r \in Reserved : \A i \in DOMAIN res[r].ends : Is(res[r], i, "unreserved") => i = 1
LapsedAtMostOnce     == \A r \in Reserved : \A i \in DOMAIN res[r].ends : Is(res[r], i, "lapsed") => i = 1
SettledAtMostOnce    == \A r \in Reserved : \A i \in DOMAIN res[r].ends :
  Is(res[r], i, "settled") => \A j \in 1..(i - 1) : Is(res[r], j, "lapsed")
NoEarlyLapse         == \A r \in Reserved : \A e \in EndsBy(r, "lapsed") : e.at >= LeaseEnd(res[r])

\* Whatever ran is paid for: a call that started is never taken back.
NothingRanForFree == \A r \in Reserved : Released(res[r]) => ~Has(res[r], "unreserved")
\* Nor does it pay to say nothing: what lapsed is charged as it was asked for.
NoLapseForFree    == \A r \in Reserved : LET q == res[r] IN
  Ended(q) /\ LastOf(q).how = "lapsed" => q.charged.spend >= Asked(q).spend /\ q.charged.affected >= Asked(q).affected

\* What was reported is charged: all of it, and nothing else.
EverySettlementCounts  == \A r \in Reserved : LET q == res[r] IN
  Has(q, "settled") => q.charged.spend >= ReportOf(q).spend /\ q.charged.affected >= ReportOf(q).affected
NothingIsChargedTwice  == \A r \in Reserved : LET q == res[r] IN
  Has(q, "settled") => q.charged.spend <= ReportOf(q).spend /\ q.charged.affected <= ReportOf(q).affected

\* A charge falls on the day on which its call was admitted: the meter of a day shows all that the day's calls are charged
\* with, and nothing of another day's.
ChargedSpendOf(b, day)    == Sum({ <<r, res[r].charged.spend>> : r \in OfDay(b, day) })
ChargedAffectedOf(b, day) == Sum({ <<r, res[r].charged.affected>> : r \in OfDay(b, day) })
NoChargeIsLost       == \A b \in Opened : LET meter == bud[b].meter IN
  meter.spend >= ChargedSpendOf(b, meter.day) /\ meter.affected >= ChargedAffectedOf(b, meter.day)
YesterdayIsNotCharged == \A b \in Opened : LET meter == bud[b].meter IN
  meter.spend <= ChargedSpendOf(b, meter.day) /\ meter.affected <= ChargedAffectedOf(b, meter.day)

(* What an overrun does, and who ends it *)

\* As long as an overrun waits to be looked at, the agent is frozen.
OverrunFreezes == \A b \in Opened : Unlooked(b) # {} => bud[b].frozen

Thawed == { b \in Opened : bud[b].thawed # NoThaw }

\* Whoever signed for a thaw has seen every overrun that it forgives. What they saw had the number before the one that they
\* signed. An overrun that shares this number with another change, or has the number of a budget that was never changed, came
\* after it, and may have come after they had signed.
NoThawOfAnUnseenOverrun == \A b \in Thawed : LET seen == bud[b].thawed.serial - 1 IN
  \A o \in Overruns(b) : NumberOf(o) = seen => seen > 0 /\ ChangesOf(b, seen) = {o}

\* A thaw ends a freeze, for an overrun that came before it.
EveryThawEndsAFreeze == \A b \in Thawed :
  bud[b].thawed.wasFrozen /\ \E o \in Overruns(b) : NumberOf(o) < bud[b].thawed.serial

\* Two people thaw, administrators of the tenant, and not the one who answers for the agent; both have signed.
OnlyAdminsThaw    == \A b \in Thawed : IsAdmin(bud[b].thawed.by)
OnlyHumansThaw    == \A b \in Thawed : bud[b].thawed.by \in Humans
NoCrossTenantThaw == \A b \in Thawed : Tenant(bud[b].thawed.by) = Settings.tenant
NoSelfThaw        == \A b \in Thawed : bud[b].thawed.by # bud[b].owner
NoThawUnsignedByTheThawer == \A b \in Thawed : bud[b].thawed.signature = "good"
ThawHasTwoPeople  == \A b \in Thawed : bud[b].thawed.by # bud[b].thawed.countersigner
OnlyAdminsCountersignThaw     == \A b \in Thawed : IsAdmin(bud[b].thawed.countersigner)
OnlyHumansCountersignThaw     == \A b \in Thawed : bud[b].thawed.countersigner \in Humans
NoCrossTenantCountersignedThaw == \A b \in Thawed : Tenant(bud[b].thawed.countersigner) = Settings.tenant
NoSelfCountersignedThaw       == \A b \in Thawed : bud[b].thawed.countersigner # bud[b].owner
NoUnsignedThaw    == \A b \in Thawed : bud[b].thawed.countersignature = "good"

\* What they signed is good for the very next change of the budget that they saw, and for no other.
NoReplayedThawStep == \A b \in Budgets : Thaws(b) => bud'[b].thawed.serial = bud[b].serial + 1
NoReplayedThaw     == [][NoReplayedThawStep]_vars

(* Who gives a budget other caps *)

Widened == { b \in Opened : bud[b].widening # NoWidening }

\* Two people widen, administrators of the tenant, and not the one who answers for the agent; both have signed.
OnlyAdminsWiden       == \A b \in Widened : IsAdmin(bud[b].widening.by)
OnlyHumansWiden       == \A b \in Widened : bud[b].widening.by \in Humans
NoCrossTenantWidening == \A b \in Widened : Tenant(bud[b].widening.by) = Settings.tenant
NoSelfWidening        == \A b \in Widened : bud[b].widening.by # bud[b].owner
NoWideningUnsignedByTheWidener == \A b \in Widened : bud[b].widening.signature = "good"
WideningHasTwoPeople  == \A b \in Widened : bud[b].widening.by # bud[b].widening.countersigner
OnlyAdminsCountersignWidening     == \A b \in Widened : IsAdmin(bud[b].widening.countersigner)
OnlyHumansCountersignWidening     == \A b \in Widened : bud[b].widening.countersigner \in Humans
NoCrossTenantCountersignedWidening == \A b \in Widened : Tenant(bud[b].widening.countersigner) = Settings.tenant
NoSelfCountersignedWidening       == \A b \in Widened : bud[b].widening.countersigner # bud[b].owner
NoUnsignedWidening    == \A b \in Widened : bud[b].widening.countersignature = "good"

\* What they signed is good for the very next change of the budget that they saw, and for no other.
NoReplayedWideningStep == \A b \in Budgets : Widens(b) => bud'[b].widening.serial = bud[b].serial + 1
NoReplayedWidening     == [][NoReplayedWideningStep]_vars

\* No widening makes right what has been done already.
NoRetroactiveWidening == \A b \in Widened : bud[b].widening.from >= bud[b].widening.at

Narrowed == { b \in Opened : bud[b].narrowed # NoNarrowing }

OnlyAdminsNarrow       == \A b \in Narrowed : IsAdmin(bud[b].narrowed.by)
NoCrossTenantNarrowing == \A b \in Narrowed : Tenant(bud[b].narrowed.by) = Settings.tenant

\* A narrowing gives nothing, and takes something: a cap or a tool, or a widening that waited. As long as no other change has
\* followed, a budget has the caps that the narrowing gave it.
JustNarrowed == { b \in Narrowed : bud[b].serial = bud[b].narrowed.serial }
Sizes == {"spend", "affected", "blast", "depth", "rate", "open", "unknown"}
GivesNothing(caps, before) == caps.tools \subseteq before.tools /\ \A size \in Sizes : caps[size] <= before[size]
TakesSomething(caps, before) == ~(before.tools \subseteq caps.tools) \/ \E size \in Sizes : caps[size] < before[size]
NoWideningByNarrowing == \A b \in JustNarrowed : LET k == bud[b] IN
  GivesNothing(CapsNamed[k.caps], CapsNamed[k.narrowed.before])
EveryNarrowingChanges == \A b \in JustNarrowed : LET k == bud[b] IN
  k.narrowed.changed.cancelled \/ TakesSomething(CapsNamed[k.caps], CapsNamed[k.narrowed.before])

\* What was narrowed stays so until two people say otherwise: nothing that they said before comes into force after it.
NarrowingHolds == \A b \in Narrowed \cap Widened : LET k == bud[b] IN
  now >= k.widening.from => k.widening.serial > k.narrowed.serial

(* What happens some day (see Fairness) *)

\* Every reservation ends, if time passes and somebody sweeps.
EveryReservationSettles == \A r \in Reservations : r \in Reserved ~> (r \in Reserved /\ Ended(res[r]))

(* What is kept *)

Ticks      == 0..Horizon
Signatures == {"good", "none", "foreign", "namesake", "misstated"}
Amounts    == [spend: Nat, affected: Nat]

Change    == [by: DOMAIN Actors, signature: Signatures, caps: DOMAIN CapsNamed, from: Nat, serial: Nat,
              countersigner: DOMAIN Actors, countersignature: Signatures, at: Ticks]
Narrowing == [by: DOMAIN Actors, at: Ticks, serial: Nat, changed: [fell: BOOLEAN, cancelled: BOOLEAN],
              before: DOMAIN CapsNamed]
Thaw      == [by: DOMAIN Actors, signature: Signatures, serial: Nat, countersigner: DOMAIN Actors,
              countersignature: Signatures, at: Ticks, wasFrozen: BOOLEAN]

\* The calls that were admitted in the window, as far back as the last of them looked.
Call == [at: Ticks, tool: { f.tool : f \in Elements(Forms) }, digest: { f.digest : f \in Elements(Forms) }]

IsBudget(k) ==
  /\ DOMAIN k = {"status", "owner", "opener", "openedAt", "caps", "widening", "narrowed", "thawed", "serial", "frozen",
                 "meter", "calls"}
  /\ k.status = IF k.frozen THEN "frozen" ELSE "active"
  /\ k.owner \in Owners /\ k.opener \in DOMAIN Actors /\ k.openedAt \in Ticks
  /\ k.caps \in DOMAIN CapsNamed
  /\ k.widening = NoWidening \/ k.widening \in Change
  /\ k.narrowed = NoNarrowing \/ k.narrowed \in Narrowing
  /\ k.thawed = NoThaw \/ k.thawed \in Thaw
  /\ k.serial \in Nat /\ k.serial >= k.widening.serial /\ k.serial >= k.narrowed.serial /\ k.serial >= k.thawed.serial
  /\ k.frozen \in BOOLEAN
  /\ k.meter \in [day: { DayOf(t) : t \in Ticks }, spend: Nat, affected: Nat]
  /\ DOMAIN k.calls = 1..Len(k.calls) /\ Elements(k.calls) \subseteq Call

\* Something is reported only where somebody settles; else the amounts are what the reservation is charged with from then on.
End == [how: {"settled", "unreserved", "lapsed"}, amounts: Amounts, by: DOMAIN Actors, at: Ticks, serial: Nat]

IsReservation(q) ==
  /\ DOMAIN q = {"status", "budget", "form", "by", "at", "until", "charged", "releases", "ends"}
  /\ q.status = IF Ended(q) THEN LastOf(q).how ELSE "open"
  /\ q.budget \in Opened /\ q.form \in DOMAIN Forms /\ q.by \in DOMAIN Actors
  /\ q.at \in Ticks /\ q.until = LeaseEnd(q)
  /\ q.charged \in Amounts
  /\ DOMAIN q.releases = 1..Len(q.releases) /\ Elements(q.releases) \subseteq [by: DOMAIN Actors, at: Ticks]
  /\ DOMAIN q.ends = 1..Len(q.ends) /\ Elements(q.ends) \subseteq End

TypeOK == /\ now \in Ticks
          /\ DOMAIN bud = Budgets /\ DOMAIN res = Reservations
          /\ \A b \in Budgets : bud[b] = [status |-> "absent"] \/ IsBudget(bud[b])
          /\ \A r \in Reservations : res[r] = [status |-> "absent"] \/ IsReservation(res[r])

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Active     == \A b \in Budgets : bud[b].status # "active"
Never_Frozen     == \A b \in Budgets : bud[b].status # "frozen"
Never_Is(status) == \A r \in Reservations : res[r].status # status
Never_Open       == Never_Is("open")
Never_Settled    == Never_Is("settled")
Never_Unreserved == Never_Is("unreserved")
Never_Lapsed     == Never_Is("lapsed")

\* An administrator who is no person opens a budget.
Never_OpenedByAService == \A b \in Opened : Actors[bud[b].opener].kind # "service"

\* A cap is reached to the last bit: of a day's spend and what it touches, of one call, of depth.
Never_SpendIsSpent      == \A b \in Opened : SpendOf(b, DayOf(now)) # CapsOf(b).spend
Never_AffectedIsSpent   == \A b \in Opened : AffectedOf(b, DayOf(now)) # CapsOf(b).affected
Never_BlastIsReached    == \A r \in Reserved : Asked(res[r]).affected # CapsOf(res[r].budget).blast
Never_DepthIsReached    == \A r \in Reserved : Forms[res[r].form].depth # CapsOf(res[r].budget).depth

\* So many calls as the cap says are in the window, over midnight and after some have left it; a call is made a third time,
\* with another in between, and a fourth time when the window has moved on.
InWindow(b) == { r \in CallsOf(b) : res[r].at > now - Settings.window }
Never_RateIsSpent          == \A b \in Opened : Cardinality(InWindow(b)) < CapsOf(b).rate
Never_RateSpansMidnight    == \A b \in Opened : \/ Cardinality(InWindow(b)) < CapsOf(b).rate
                                                \/ \A r \in InWindow(b) : DayOf(res[r].at) = DayOf(now)
Never_WindowMovesOn        == \A b \in Opened : ~(Cardinality(CallsOf(b)) > CapsOf(b).rate /\ CapsOf(b).rate > 0)
Never_ThirdCallInterrupted == \A b \in Opened : \A i, j, l \in DOMAIN bud[b].calls : LET c == bud[b].calls
                                Same(x, y) == c[x].tool = c[y].tool /\ c[x].digest = c[y].digest IN
                                ~(i < j /\ j < l /\ Same(i, l) /\ ~Same(j, l)
                                  /\ Cardinality({ x \in DOMAIN c : Same(x, l) }) = 3)
Never_FourthCallLater      == \A r \in Reserved : Cardinality({ s \in Reserved : IsSameCall(res[r], res[s]) }) <= 3

\* As many run as may, and one more comes when a lease is over though nobody swept; a call hangs, and is reported in the end.
Never_OpenIsFull        == \A b \in Opened : Cardinality({ r \in CallsOf(b) : RunsByNow(res[r]) }) < CapsOf(b).open
Never_TakesUnsweptPlace == \A b \in Opened : Cardinality({ r \in CallsOf(b) : ~Ended(res[r]) }) <= CapsOf(b).open
Never_UnknownIsFull     == \A b \in Opened : Cardinality({ r \in CallsOf(b) : IsUnknown(res[r]) }) < CapsOf(b).unknown
Never_UnknownIsReported == \A r \in Reserved : LET q == res[r] IN
                             ~(Released(q) /\ Has(q, "settled") /\ ReportOf(q) # Nothing /\ LastOf(q).at >= LeaseEnd(q))

\* A call is released at the last moment of its lease, settled for less, for just as much, for more of one and for more of the
\* other, without a release, and after it lapsed; it lapses released and unreleased, and long after it was due.
Never_ReleasedLast      == \A r \in Reserved : \A s \in Elements(res[r].releases) : s.at # LeaseEnd(res[r]) - 1
Never_SettledForLess    == \A r \in Reserved : Has(res[r], "settled") => ReportOf(res[r]).spend >= Asked(res[r]).spend
Never_SettledAsAsked    == \A r \in Reserved : Has(res[r], "settled") => ReportOf(res[r]) # Asked(res[r])
Never_SpendsMore        == \A b \in Opened : \A o \in Overruns(b) :
                             res[o[1]].ends[o[2]].amounts.affected > Asked(res[o[1]]).affected
Never_TouchesMore       == \A b \in Opened : \A o \in Overruns(b) :
                             res[o[1]].ends[o[2]].amounts.spend > Asked(res[o[1]]).spend
Never_SettledUnreleased == \A r \in Reserved : Has(res[r], "settled") => Released(res[r])
Never_SettledLate       == \A r \in Reserved : ~(Has(res[r], "lapsed") /\ Has(res[r], "settled"))
Never_LapsedReleased    == \A r \in Reserved : Has(res[r], "lapsed") => ~Released(res[r])
Never_LapsedUnreleased  == \A r \in Reserved : Has(res[r], "lapsed") => Released(res[r])
Never_LapsedLate        == \A r \in Reserved : \A e \in EndsBy(r, "lapsed") : e.at = LeaseEnd(res[r])
Never_IsUnswept         == \A r \in Reserved : Ended(res[r]) \/ now < LeaseEnd(res[r])
\* A second reporter than the gate is heard.
Never_TwoReport         == \A r, s \in Reserved : \A e \in EndsBy(r, "settled"), f \in EndsBy(s, "settled") : e.by = f.by
                             \/ Cardinality({ a \in DOMAIN Actors : IsGate(a) }) < 2

\* A charge is corrected when the meter shows another day, and when it still shows the charge's own though the day is over.
Corrected(r) == Ended(res[r]) /\ DayOf(LastOf(res[r]).at) # DayOf(res[r].at) /\ res[r].charged # Asked(res[r])
Never_CorrectsAnotherDay == \A r \in Reserved : ~(Corrected(r) /\ bud[res[r].budget].meter.day # DayOf(res[r].at))
Never_CorrectsLastDay    == \A r \in Reserved : ~(Corrected(r) /\ bud[res[r].budget].meter.day = DayOf(res[r].at))
\* On a new day an agent spends again, after a day on which nothing was left.
Never_NewDayBegins       == \A b \in Opened : ~( /\ SpendOf(b, 0) = CapsOf(b).spend /\ bud[b].meter.day > 0
                                                 /\ bud[b].meter.spend > 0)

\* A frozen agent's other call overruns as well; an agent that was thawed freezes again; another goes on with new calls.
Never_TwoOverrunsWait == \A b \in Opened : Cardinality(Unlooked(b)) < 2
Never_FreezesAgain    == \A b \in Thawed : Unlooked(b) = {}
Never_GoesOn          == \A b \in Thawed : \A r \in CallsOf(b) : res[r].at <= bud[b].thawed.at

\* A widening waits, comes into force, is replaced as it waits, is followed by another when it is in force.
Never_WideningWaits     == \A b \in Widened : now >= bud[b].widening.from
Never_WideningBegins    == \A b \in Widened : now < bud[b].widening.from \/ bud[b].widening.from = bud[b].widening.at
Never_WideningNow       == \A b \in Widened : bud[b].widening.from # bud[b].widening.at
Never_WideningReplaced  == \A b \in Widened : bud[b].widening.serial < 2 \/ bud[b].caps # Settings.newCaps
Never_WideningFollowed  == \A b \in Widened : bud[b].caps = Settings.newCaps
\* A narrowing takes a cap, and a widening that waits, and caps of a widening that is in force; a narrowed budget is widened
\* again.
Never_NarrowingTakes    == \A b \in Narrowed : ~bud[b].narrowed.changed.fell
Never_NarrowingCancels  == \A b \in Narrowed : ~bud[b].narrowed.changed.cancelled
Never_NarrowsWidened    == \A b \in Narrowed : bud[b].narrowed.before = Settings.newCaps
Never_WidensAgain       == Narrowed \cap Widened = {}
\* A tool is taken away between a reservation and its release.
Never_LosesItsTool      == \A r \in Reserved : Ended(res[r]) \/ Released(res[r]) \/
                             Forms[res[r].form].tool \in CapsOf(res[r].budget).tools

\* Two agents run side by side, each on a budget of its own; one has nothing left, and the other is none the worse for it.
Never_TwoAgents   == \A r, s \in Reserved : res[r].budget = res[s].budget
Never_OtherGoesOn == \A b, c \in Opened : ~( /\ SpendOf(b, DayOf(now)) = CapsOf(b).spend
                                             /\ \E r \in CallsOf(c) : c # b /\ RunsByNow(res[r]))

-------------------------------------------------------------------------------
(* THE MACHINE *)

GuardsOf ==
  [ open      |-> { "openerIsAdmin", "openerIsOfTenant" },
    reserve   |-> { "reserverIsBudgetsAgent", "toolIsAllowlisted", "spendIsWithinCap", "affectedIsWithinCap",
                    "blastRadiusIsWithinCap", "depthIsWithinCap", "rateIsWithinLimit", "callIsNotRepeating",
                    "openReservationsAreBelowCap", "unknownOutcomesAreBelowCap", "agentIsNotFrozen" },
    release   |-> { "toolIsAllowlisted", "agentIsNotFrozen", "reporterIsGate", "reservationIsOpen",
                    "reservationIsUnreleased", "leaseIsRunning" },
    settle    |-> { "reporterIsGate", "reservationIsUnsettled" },
    unreserve |-> { "reporterIsGate", "reservationIsOpen", "callIsKnownNotToHaveRun" },
    lapse     |-> { "reservationIsOpen", "leaseIsOver" },
    widen     |-> { "widenerIsAdmin", "widenerIsHuman", "widenerIsOfTenant", "widenerIsNotBeneficiary", "widenerHasSigned",
                    "wideningIsCountersigned", "wideningIsInAdvance", "countersignerIsAdmin", "countersignerIsHuman",
                    "countersignerIsOfTenant", "countersignerIsNotBeneficiary", "countersignatureIsSigned",
                    "countersignatureNamesThisChange" },
    narrow    |-> { "narrowerIsAdmin", "narrowerIsOfTenant", "narrowingOnlyNarrows", "narrowingChangesSomething" },
    unfreeze  |-> { "agentIsFrozen", "thawerIsAdmin", "thawerIsHuman", "thawerIsOfTenant", "thawerIsNotBeneficiary",
                    "thawerHasSigned", "thawIsCountersigned", "countersignerIsAdmin", "countersignerIsHuman",
                    "countersignerIsOfTenant", "countersignerIsNotBeneficiary", "countersignatureIsSigned",
                    "countersignatureNamesThisChange" },
    rule      |-> { "settlementCountsInFull", "lateSettlementReplacesLapse", "overrunFreezes", "overrunIsAChange",
                    "endedLeaseCharges", "dayStartsAtZero", "chargeFallsOnItsDay", "windowForgetsByAge",
                    "repeatsCountInTheWindow", "narrowingCancelsWaiting" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

(* Amounts *)

Min(a, b)        == IF a < b THEN a ELSE b
Plus(a, b)       == [spend |-> a.spend + b.spend, affected |-> a.affected + b.affected]
AtMost(a, b)     == [spend |-> Min(a.spend, b.spend), affected |-> Min(a.affected, b.affected)]
\* Amounts are never below nothing.
Moved(n, from, to) == IF n + to >= from THEN n + to - from ELSE 0

(* What a budget knows *)

IsWaiting(k) == k.widening # NoWidening /\ now < k.widening.from

\* What the agent is charged with already when it asks for another call.
ChargedToday(k) == LET meter == [spend |-> k.meter.spend, affected |-> k.meter.affected] IN
  Rule("dayStartsAtZero", IF k.meter.day >= DayOf(now) THEN meter ELSE Nothing, meter)

Young(call)   == call.at > now - Settings.window
OfToday(call) == DayOf(call.at) = DayOf(now)
CallsInWindow(k) == Rule("windowForgetsByAge",
  SelectSeq(k.calls, Young),
  LET YoungOfToday(call) == Young(call) /\ OfToday(call) IN SelectSeq(k.calls, YoungOfToday))

\* How often a call was made: in all the window, or, broken, the last times in a row.
Repeats(calls, f) == LET IsIt(call) == call.tool = f.tool /\ call.digest = f.digest IN
  Rule("repeatsCountInTheWindow",
    Len(SelectSeq(calls, IsIt)),
    Cardinality({ i \in DOMAIN calls : \A j \in i..Len(calls) : IsIt(calls[j]) }))

(* The statuses follow from what is kept *)

Budget(k)      == [k EXCEPT !.status = IF k.frozen THEN "frozen" ELSE "active"]
Reservation(q) == [q EXCEPT !.status = IF q.ends = <<>> THEN "open" ELSE q.ends[Len(q.ends)].how]

Put(b, k) == bud' = [ x \in Budgets |-> IF x = b THEN Budget(k) ELSE bud[x] ]
Set(r, q) == res' = [ x \in Reservations |-> IF x = r THEN Reservation(q) ELSE res[x] ]

BudgetBecomes(b, k)      == Put(b, k) /\ UNCHANGED <<mut, now, res>>
ReservationBecomes(r, q) == Set(r, q) /\ UNCHANGED <<mut, now, bud>>
BothBecome(b, k, r, q)   == Put(b, k) /\ Set(r, q) /\ UNCHANGED <<mut, now>>

(* What happens. An action on a budget or a reservation that is not there, or one that makes what is, is no step at all. The
   order of the guards means nothing. *)

Open(b, by, owner) ==
  /\ bud[b].status = "absent"
  /\ Guard("openerIsAdmin",    "open", IsAdmin(by))
  /\ Guard("openerIsOfTenant", "open", Tenant(by) = Settings.tenant)
  /\ BudgetBecomes(b, [ status |-> "active", owner |-> owner, opener |-> by, openedAt |-> now, caps |-> Settings.newCaps,
                        widening |-> NoWidening, narrowed |-> NoNarrowing, thawed |-> NoThaw, serial |-> 0,
                        frozen |-> FALSE, meter |-> [day |-> DayOf(now), spend |-> 0, affected |-> 0], calls |-> <<>> ])

Reserve(r, b, by, form) == LET
    k       == bud[b]
    f       == Forms[form]
    caps    == CapsOf(b)
    charged == ChargedToday(k)
    calls   == CallsInWindow(k)
    asked   == [spend |-> f.spend, affected |-> f.affected]
  IN
  /\ res[r].status = "absent" /\ k.status # "absent"
  /\ Guard("reserverIsBudgetsAgent",      "reserve", by = b)
  /\ Guard("toolIsAllowlisted",           "reserve", f.tool \in caps.tools)
  /\ Guard("spendIsWithinCap",            "reserve", charged.spend + f.spend <= caps.spend)
  /\ Guard("affectedIsWithinCap",         "reserve", charged.affected + f.affected <= caps.affected)
  /\ Guard("blastRadiusIsWithinCap",      "reserve", f.affected <= caps.blast)
  /\ Guard("depthIsWithinCap",            "reserve", f.depth <= caps.depth)
  /\ Guard("rateIsWithinLimit",           "reserve", Len(calls) < caps.rate)
  /\ Guard("callIsNotRepeating",          "reserve", Repeats(calls, f) < 3)
  /\ Guard("openReservationsAreBelowCap", "reserve",
           Cardinality({ s \in CallsOf(b) : res[s].status = "open" /\ now < res[s].until }) < caps.open)
  /\ Guard("unknownOutcomesAreBelowCap",  "reserve",
           Cardinality({ s \in CallsOf(b) : /\ res[s].releases # <<>> /\ now >= res[s].until
                                            /\ \A e \in Elements(res[s].ends) : e.how # "settled" }) < caps.unknown)
  /\ Guard("agentIsNotFrozen",            "reserve", ~k.frozen)
  /\ BothBecome(b, [k EXCEPT !.meter = [day |-> DayOf(now), spend |-> charged.spend + f.spend,
                                        affected |-> charged.affected + f.affected],
                             !.calls = Append(calls, [at |-> now, tool |-> f.tool, digest |-> f.digest])],
                r, [ status |-> "open", budget |-> b, form |-> form, by |-> by, at |-> now, until |-> now + Settings.lease,
                     charged |-> asked, releases |-> <<>>, ends |-> <<>> ])

Release(r, by) == LET q == res[r] IN
  /\ q.status # "absent"
  /\ Guard("toolIsAllowlisted",       "release", Forms[q.form].tool \in CapsOf(q.budget).tools)
  /\ Guard("agentIsNotFrozen",        "release", ~bud[q.budget].frozen)
  /\ Guard("reporterIsGate",          "release", IsGate(by))
  /\ Guard("reservationIsOpen",       "release", q.status = "open")
  /\ Guard("reservationIsUnreleased", "release", q.releases = <<>>)
  /\ Guard("leaseIsRunning",          "release", now < q.until)
  /\ ReservationBecomes(r, [q EXCEPT !.releases = Append(@, [by |-> by, at |-> now])])

\* A reservation ends, or is settled late: its charge is corrected, where it is shown, and the budget may change with it.
Finish(r, how, by, amounts, charge, serial, frozen) == LET
    q     == res[r]
    k     == bud[q.budget]
    meter == [k.meter EXCEPT !.spend    = Moved(@, q.charged.spend, charge.spend),
                             !.affected = Moved(@, q.charged.affected, charge.affected)]
  IN
  BothBecome(
    q.budget, [k EXCEPT !.meter  = IF Rule("chargeFallsOnItsDay", k.meter.day = DayOf(q.at), TRUE) THEN meter ELSE @,
                        !.serial = serial,
                        !.frozen = frozen],
    r, [q EXCEPT !.charged = charge,
                 !.ends    = Append(@, [how |-> how, amounts |-> amounts, by |-> by, at |-> now, serial |-> serial])])

Settle(r, by, report) ==
  /\ res[r].status # "absent"
  /\ Guard("reporterIsGate",         "settle", IsGate(by))
  /\ Guard("reservationIsUnsettled", "settle", res[r].status \in {"open", "lapsed"})
  /\ LET
       q        == res[r]
       k        == bud[q.budget]
       reported == Reports[report]
       counted  == Rule("settlementCountsInFull", reported, AtMost(reported, Asked(q)))
       charge   == Rule("lateSettlementReplacesLapse",
                        counted, IF q.status = "lapsed" THEN Plus(q.charged, counted) ELSE counted)
       over     == Exceeds(reported, Asked(q))
       serial   == IF over THEN Rule("overrunIsAChange", k.serial + 1, k.serial) ELSE k.serial
       frozen   == Rule("overrunFreezes", k.frozen \/ over, k.frozen)
     IN Finish(r, "settled", by, reported, charge, serial, frozen)

Unreserve(r, by) == LET q == res[r] IN
  /\ q.status # "absent"
  /\ Guard("reporterIsGate",          "unreserve", IsGate(by))
  /\ Guard("reservationIsOpen",       "unreserve", q.status = "open")
  /\ Guard("callIsKnownNotToHaveRun", "unreserve", q.releases = <<>>)
  /\ Finish(r, "unreserved", by, Nothing, Nothing, bud[q.budget].serial, bud[q.budget].frozen)

Lapse(r) == LET q == res[r]  charge == Rule("endedLeaseCharges", Asked(q), Nothing) IN
  /\ q.status # "absent"
  /\ Guard("reservationIsOpen", "lapse", q.status = "open")
  /\ Guard("leaseIsOver",       "lapse", now >= q.until)
  /\ Finish(r, "lapsed", Sweeper, charge, charge, bud[q.budget].serial, bud[q.budget].frozen)

Widen(b, by, signature, terms, countersigner, countersignature) == LET k == bud[b]  t == WideningTerms[terms] IN
  /\ k.status # "absent"
  /\ Guard("widenerIsAdmin",                  "widen", IsAdmin(by))
  /\ Guard("widenerIsHuman",                  "widen", by \in Humans)
  /\ Guard("widenerIsOfTenant",               "widen", Tenant(by) = Settings.tenant)
  /\ Guard("widenerIsNotBeneficiary",         "widen", by # k.owner)
  /\ Guard("widenerHasSigned",                "widen", signature = "good")
  /\ Guard("wideningIsCountersigned",         "widen", countersigner # by)
  /\ Guard("wideningIsInAdvance",             "widen", t.from >= now)
  /\ Guard("countersignerIsAdmin",            "widen", IsAdmin(countersigner))
  /\ Guard("countersignerIsHuman",            "widen", countersigner \in Humans)
  /\ Guard("countersignerIsOfTenant",         "widen", Tenant(countersigner) = Settings.tenant)
  /\ Guard("countersignerIsNotBeneficiary",   "widen", countersigner # k.owner)
  /\ Guard("countersignatureIsSigned",        "widen", countersignature = "good")
  /\ Guard("countersignatureNamesThisChange", "widen", t.serial = k.serial + 1)
  /\ BudgetBecomes(b, [k EXCEPT
       !.caps     = InForce(k),
       !.widening = [by |-> by, signature |-> signature, caps |-> t.caps, from |-> t.from, serial |-> t.serial,
                     countersigner |-> countersigner, countersignature |-> countersignature, at |-> now],
       !.serial   = k.serial + 1])

Narrow(b, by, caps) == LET
    k       == bud[b]
    named   == CapsNamed[caps]
    before  == CapsOf(b)
    fell    == ~(before.tools \subseteq named.tools) \/ \E size \in Sizes : named[size] < before[size]
    changed == [fell |-> fell, cancelled |-> IsWaiting(k)]
  IN
  /\ k.status # "absent"
  /\ Guard("narrowerIsAdmin",           "narrow", IsAdmin(by))
  /\ Guard("narrowerIsOfTenant",        "narrow", Tenant(by) = Settings.tenant)
  /\ Guard("narrowingOnlyNarrows",      "narrow",
           named.tools \subseteq before.tools /\ \A size \in Sizes : named[size] <= before[size])
  /\ Guard("narrowingChangesSomething", "narrow", changed.fell \/ changed.cancelled)
  /\ BudgetBecomes(b, [k EXCEPT
       !.caps     = caps,
       !.widening = IF IsWaiting(k) THEN Rule("narrowingCancelsWaiting", NoWidening, @) ELSE NoWidening,
       !.narrowed = [by |-> by, at |-> now, serial |-> k.serial + 1, changed |-> changed, before |-> InForce(k)],
       !.serial   = k.serial + 1])

Unfreeze(b, by, signature, number, countersigner, countersignature) == LET k == bud[b]  serial == Numbers[number] IN
  /\ k.status # "absent"
  /\ Guard("agentIsFrozen",                   "unfreeze", k.frozen)
  /\ Guard("thawerIsAdmin",                   "unfreeze", IsAdmin(by))
  /\ Guard("thawerIsHuman",                   "unfreeze", by \in Humans)
  /\ Guard("thawerIsOfTenant",                "unfreeze", Tenant(by) = Settings.tenant)
  /\ Guard("thawerIsNotBeneficiary",          "unfreeze", by # k.owner)
  /\ Guard("thawerHasSigned",                 "unfreeze", signature = "good")
  /\ Guard("thawIsCountersigned",             "unfreeze", countersigner # by)
  /\ Guard("countersignerIsAdmin",            "unfreeze", IsAdmin(countersigner))
  /\ Guard("countersignerIsHuman",            "unfreeze", countersigner \in Humans)
  /\ Guard("countersignerIsOfTenant",         "unfreeze", Tenant(countersigner) = Settings.tenant)
  /\ Guard("countersignerIsNotBeneficiary",   "unfreeze", countersigner # k.owner)
  /\ Guard("countersignatureIsSigned",        "unfreeze", countersignature = "good")
  /\ Guard("countersignatureNamesThisChange", "unfreeze", serial = k.serial + 1)
  /\ BudgetBecomes(b, [k EXCEPT
       !.thawed = [by |-> by, signature |-> signature, serial |-> serial, countersigner |-> countersigner,
                   countersignature |-> countersignature, at |-> now, wasFrozen |-> k.frozen],
       !.serial = k.serial + 1,
       !.frozen = FALSE])

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, the clock and every
   recorded moment move back by one whole day, moments no further than 0. Guards compare moments with now, and days with
   today, so nothing else changes as long as the horizon is far enough: what moves to 0 is past every lease and window. *)

Earlier(moment) == IF moment >= Settings.dayLength THEN moment - Settings.dayLength ELSE IF moment > 0 THEN 0 ELSE moment
EarlierDay(day) == IF day > 0 THEN day - 1 ELSE 0

AgedBudget(k) == IF k.status = "absent" THEN k ELSE
  [k EXCEPT !.openedAt = Earlier(@),
            !.widening = [@ EXCEPT !.from = Earlier(@), !.at = Earlier(@)],
            !.narrowed = [@ EXCEPT !.at = Earlier(@)],
            !.thawed   = [@ EXCEPT !.at = Earlier(@)],
            !.meter    = [@ EXCEPT !.day = EarlierDay(@)],
            !.calls    = [ i \in DOMAIN k.calls |-> [k.calls[i] EXCEPT !.at = Earlier(@)] ]]
AgedReservation(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.at       = Earlier(@),
            !.until    = Earlier(q.at) + Settings.lease,
            !.releases = [ i \in DOMAIN q.releases |-> [q.releases[i] EXCEPT !.at = Earlier(@)] ],
            !.ends     = [ i \in DOMAIN q.ends |-> [q.ends[i] EXCEPT !.at = Earlier(@)] ]]

Tick == /\ now < Horizon \/ Sliding
        /\ now' = IF now < Horizon THEN now + 1 ELSE now + 1 - Settings.dayLength
        /\ bud' = IF now < Horizon THEN bud ELSE [ b \in Budgets |-> AgedBudget(bud[b]) ]
        /\ res' = IF now < Horizon THEN res ELSE [ r \in Reservations |-> AgedReservation(res[r]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ bud = [ b \in Budgets |-> [status |-> "absent"] ]
        /\ res = [ r \in Reservations |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E b \in Budgets :
       \/ \E by \in DOMAIN Actors, owner \in Owners : Open(b, by, owner)
       \/ \E r \in Reservations, by \in DOMAIN Actors, form \in DOMAIN Forms : Reserve(r, b, by, form)
       \/ \E by, countersigner \in DOMAIN Actors, signature, countersignature \in Signatures :
            \/ \E terms \in DOMAIN WideningTerms : Widen(b, by, signature, terms, countersigner, countersignature)
            \/ \E number \in DOMAIN Numbers : Unfreeze(b, by, signature, number, countersigner, countersignature)
       \/ \E by \in DOMAIN Actors, caps \in DOMAIN CapsNamed : Narrow(b, by, caps)
  \/ \E r \in Reservations :
       \/ \E by \in DOMAIN Actors : Release(r, by) \/ Unreserve(r, by)
       \/ \E by \in DOMAIN Actors, report \in DOMAIN Reports : Settle(r, by, report)
       \/ Lapse(r)

Spec == Init /\ [][Next]_vars

Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Lapse" \in Fairness => \A r \in Reservations : WF_vars(Lapse(r))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves this bound by itself.
WithinBounds == /\ \A r \in Reserved : Len(res[r].ends) <= Bound.maxEnds /\ Len(res[r].releases) <= Bound.maxReleases
                /\ \A b \in Opened : bud[b].serial <= Bound.maxSerial

===============================================================================
