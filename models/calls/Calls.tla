---------------------------------- MODULE Calls ---------------------------------
(* A call happens at most once, and how it ended is told or unknown, never guessed.

   Whatever the gate is asked for and doesn't deny at once is a call. It is received, may wait for somebody's word, and is
   admitted or refused. What was admitted is released, once and soon; what was released is performed, once and within its
   window, by whoever executes, who says so before they begin. How it ended they report. A crash loses nothing that was
   recorded: what was released and not reported in time is unknown. It is never tried again by itself; a person resolves it.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,      \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Callers,     \* name -> [actor, person: names of Actors]: who calls, for whom
  Forms,       \* name -> [tool, plan, key, mode]: the calls that somebody may want to make; what is decided as it is received has
               \*  no key, which is Nothing
  Runs,        \* name -> [plan, mode]: what may be about to run, and the mode of the deployment by then
  Words,       \* for which a call may wait
  Delays,      \* name -> how long from now on a call is to wait
  Judgements,  \* name -> a set of Facts: what is true of a call as it is judged
  Settings,    \* [tenant, window: to perform in, report: after it, fresh: from admission to release, wait: the longest one;
               \*  in ticks]: the deployment's part
  Calls,
  Horizon,     \* the last moment of the clock
  Sliding,     \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,    \* which of "Tick", "Timeout" and "Recover" happen when they always can
  Bound        \* [maxTimes]: how often a broken machine is followed in doing what is done once

\* mode: "live" | "dryRun"

VARIABLES
  now,       \* a moment, 0 .. Horizon
  call,      \* call -> [status |-> "absent"], or what it keeps (see TypeOK)
  res        \* call -> the same of its resolution, of which there is one for a call

vars == <<mut, now, call, res>>

Gate    == "gate"     \* the service that receives calls, has them wait, and decides and releases them
Sweeper == "sweeper"  \* the service that times waits out, and says of what nobody reported that it is unknown
Nothing == "none"     \* what stands for what is not there: a word, a key
NotYet  == -1         \* what stands for the moment of what has not happened

Elements(s)   == { s[i] : i \in DOMAIN s }
Last(s)       == s[Len(s)]
Tenant(actor) == Actors[actor].tenant
Kind(actor)   == Actors[actor].kind

\* What has to be true of a call that is admitted.
Facts == { "policyWasEvaluated", "policyAllowsTheCall", "destructiveIsApproved", "taintIsClear", "budgetIsReserved",
           "credentialIsPresented" }

\* Two names are never one actor, nor one caller, one call, one thing to run, one wait or one judgement. Who acts for
\* somebody is of their tenant.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Actors[a].id, Actors[a].tenant>> # <<Actors[b].id, Actors[b].tenant>>
ASSUME \A c, d \in DOMAIN Callers : c = d \/ Callers[c] # Callers[d]
ASSUME \A c \in Elements(Callers) : Tenant(c.actor) = Tenant(c.person)
ASSUME \A f, h \in DOMAIN Forms : f = h \/ Forms[f] # Forms[h]
ASSUME \A r, s \in DOMAIN Runs : r = s \/ Runs[r] # Runs[s]
ASSUME \A d, e \in DOMAIN Delays : d = e \/ Delays[d] # Delays[e]
ASSUME \A j, l \in DOMAIN Judgements : j = l \/ Judgements[j] # Judgements[l]
ASSUME \A j \in Elements(Judgements) : j \subseteq Facts
ASSUME {Gate, Sweeper} \subseteq DOMAIN Actors /\ Nothing \notin DOMAIN Actors \cup Words
\* Time is what it is about: nothing is over the moment it begins.
ASSUME Settings.window >= 1 /\ Settings.report >= 1 /\ Settings.fresh >= 1 /\ Settings.wait >= 1
\* What was admitted a whole horizon ago is stale: see Tick.
ASSUME Sliding => Horizon >= Settings.fresh

(* What stands for what has not happened *)

NoWait     == [on |-> Nothing, by |-> Nothing, at |-> NotYet, until |-> NotYet]
NoDecision == [how |-> "none", judged |-> {}, answer |-> Nothing, at |-> NotYet]

-------------------------------------------------------------------------------
(* What happened, read from what is kept. Nothing here looks at a status, a guard or a rule; people are compared by name, which
   is id and tenant. *)

Received == { k \in Calls : call[k].status # "absent" }
Resolved == { k \in Calls : res[k].status # "absent" }

FormOf(k)   == Forms[call[k].form]
CallerOf(k) == Callers[call[k].caller]
IsCallers(k, actor) == actor \in {CallerOf(k).actor, CallerOf(k).person}

\* The past of a call, in two states: the one before a step, and this one.
Waits(q)      == q.wait # NoWait
Decided(q, how) == q.decision.how = how
Undecided(q)  == q.decision = NoDecision /\ q.cancels = <<>>
Released(q)   == q.releases # <<>>
Performed(q)  == q.performs # <<>>
Ended(q)      == q.ends # <<>>

ReleasesOf(k) == Elements(call[k].releases)
PerformsOf(k) == Elements(call[k].performs)
EndsOf(k)     == Elements(call[k].ends)
CancelsOf(k)  == Elements(call[k].cancels)
\* Somebody told how it ended: nobody only said that nobody had.
ReportsOf(k)  == { e \in EndsOf(k) : e.how # "unknown" }

Admitted == { k \in Received : Decided(call[k], "admitted") }
TimedOut == { k \in Received : Decided(call[k], "timedOut") }

\* By when what was released is performed, and is reported.
WindowOf(release) == release.at + Settings.window
ReportBy(release) == WindowOf(release) + Settings.report

\* What happens to a call in a step.
Changes(k, part) == k \in Received /\ call'[k][part] # call[k][part]

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* What is received *)

\* Of all that ask under one key, one at most waits to be decided: whoever asks twice is not heard twice at once. Those that have
\* no key don't have one in common.
SameKey(k, j) == FormOf(k).key = FormOf(j).key /\ FormOf(k).key # Nothing
OneCallPerKey == \A k, j \in Received : k # j /\ Undecided(call[k]) /\ Undecided(call[j]) => ~SameKey(k, j)

(* What waits *)

\* Nothing waits that was decided, or taken back.
NoWaitAfterDecisionStep == \A k \in Calls : Changes(k, "wait") => Undecided(call[k])
NoWaitAfterDecision     == [][NoWaitAfterDecisionStep]_vars

\* A call waits once: neither for longer, nor for somebody else's word.
NoWaitIsProlongedStep == \A k \in Calls : Changes(k, "wait") => ~Waits(call[k])
NoWaitIsProlonged     == [][NoWaitIsProlongedStep]_vars

\* A wait begins before it is over, and lasts no longer than the deployment says.
WaitsAreBounded == \A k \in Received : LET w == call[k].wait IN
  Waits(call[k]) => w.at < w.until /\ w.until <= w.at + Settings.wait

(* What is decided *)

\* A call is decided once, and not after it was taken back.
DecidedOnceStep == \A k \in Calls : Changes(k, "decision") => Undecided(call[k])
DecidedOnce     == [][DecidedOnceStep]_vars

\* Nothing is admitted of which the policy can't be asked, or which it doesn't allow; nothing that can't be taken back with
\* neither people's approval nor emergency access; nothing tainted, whoever approved it; nothing for which no budget was
\* reserved; and nothing from nobody.
IsTrueOfTheAdmitted(fact) == \A k \in Admitted : fact \in call[k].decision.judged
NoCallPastABrokenPolicy            == IsTrueOfTheAdmitted("policyWasEvaluated")
NoCallAgainstPolicy                == IsTrueOfTheAdmitted("policyAllowsTheCall")
DestructiveNeedsPersonOrBreakGlass == IsTrueOfTheAdmitted("destructiveIsApproved")
NoApprovalOverridesTaint           == IsTrueOfTheAdmitted("taintIsClear")
NothingUnbudgeted                  == IsTrueOfTheAdmitted("budgetIsReserved")
NothingAnonymous                   == IsTrueOfTheAdmitted("credentialIsPresented")

\* What waited for a word is admitted by that word, and before its wait is over, swept or not.
NoAdmissionUnanswered    == \A k \in Admitted : Waits(call[k]) => call[k].decision.answer = call[k].wait.on
NoAdmissionAfterDeadline == \A k \in Admitted : Waits(call[k]) => call[k].decision.at < call[k].wait.until

\* Only what waits times out, and nobody says early that it did.
OnlyWaitsTimeOutStep == \A k \in Calls :
  Changes(k, "decision") /\ Decided(call'[k], "timedOut") => Waits(call[k]) /\ Undecided(call[k])
OnlyWaitsTimeOut     == [][OnlyWaitsTimeOutStep]_vars
NoEarlyTimeout       == \A k \in TimedOut : call[k].decision.at >= call[k].wait.until

(* What is taken back *)

\* Nobody is told that a call was taken back which may be running.
NoFalseCancelStep == \A k \in Calls : Changes(k, "cancels") => ~Released(call[k])
NoFalseCancel     == [][NoFalseCancelStep]_vars

\* A call is taken back once, and none that is over already: refused, or a dry run's, or ended.
IsOver(k) == LET q == call[k] IN
  \/ q.decision.how \in {"refused", "timedOut"} \/ q.cancels # <<>> \/ Ended(q)
  \/ Decided(q, "admitted") /\ FormOf(k).mode = "dryRun"
CancelledOnceStep == \A k \in Calls : Changes(k, "cancels") => ~IsOver(k)
CancelledOnce     == [][CancelledOnceStep]_vars

\* Who takes it back made it, had it made, or administers; in this tenant.
OnlyTheirOwnersCancel == \A k \in Received : \A c \in CancelsOf(k) : IsCallers(k, c.by) \/ "admin" \in Actors[c.by].roles
NoCrossTenantCancel   == \A k \in Received : \A c \in CancelsOf(k) : Tenant(c.by) = Settings.tenant

(* What is released *)

\* Nothing is released but what was admitted, and not taken back since.
CompleteMediationStep == \A k \in Calls : Changes(k, "releases") => Decided(call[k], "admitted") /\ call[k].cancels = <<>>
CompleteMediation     == [][CompleteMediationStep]_vars

\* It is released once, and with the very plan that was admitted.
ReleasedOnce          == \A k \in Received : Len(call[k].releases) <= 1
PlanRunIsPlanAdmitted == \A k \in Received : \A r \in ReleasesOf(k) : r.plan = FormOf(k).plan

\* What was received in a dry run is never released, whatever the deployment has become since.
DryCallNeverTurnsReal == \A k \in Received : Released(call[k]) => FormOf(k).mode = "live"

\* Nothing is released on what was true long ago.
NoReleaseOnStaleFacts == \A k \in Admitted : \A r \in ReleasesOf(k) : r.at < call[k].decision.at + Settings.fresh

(* What is performed *)

\* Nothing is performed but what was released,
NoEffectWithoutRelease == \A k \in Received : \A p \in PerformsOf(k) : \E r \in ReleasesOf(k) : r.at <= p.at

\* once,
AtMostOnce == \A k \in Received : Len(call[k].performs) <= 1

\* as it was released, and while its window is open;
NoOtherPlanRuns == \A k \in Received : Released(call[k]) =>
  \A p \in PerformsOf(k) : \E r \in ReleasesOf(k) : p.plan = r.plan
NoLateEffect    == \A k \in Received : Released(call[k]) =>
  \A p \in PerformsOf(k) : \E r \in ReleasesOf(k) : p.at < WindowOf(r)

\* not while the deployment is in a dry run;
DryRunHasNoEffect == \A k \in Received : \A p \in PerformsOf(k) : p.mode = "live"

\* and not after it was said how it ended.
NoEffectAfterItsEndStep == \A k \in Calls : Changes(k, "performs") => ~Ended(call[k])
NoEffectAfterItsEnd     == [][NoEffectAfterItsEndStep]_vars

\* Who performs it made it, had it made, or is an executor; in this tenant.
OnlyExecutorsPerform == \A k \in Received : \A p \in PerformsOf(k) : IsCallers(k, p.by) \/ Kind(p.by) = "service"
NoCrossTenantPerform == \A k \in Received : \A p \in PerformsOf(k) : Tenant(p.by) = Settings.tenant

(* How it ended *)

\* A call ends once, and none ends that never was released.
OutcomeIsSettledOnce == \A k \in Received : Len(call[k].ends) <= 1 /\ (Ended(call[k]) => Released(call[k]))

\* Who performed it says how it ended, and nobody else; where nobody said that they would, whoever could have. In this tenant.
NoForeignAnswer     == \A k \in Received : \A e \in ReportsOf(k) :
  IF Performed(call[k]) THEN \E p \in PerformsOf(k) : p.by = e.by ELSE IsCallers(k, e.by) \/ Kind(e.by) = "service"
NoCrossTenantReport == \A k \in Received : \A e \in ReportsOf(k) : Tenant(e.by) = Settings.tenant

\* Nothing has failed that may have happened.
NoFalseFailure == \A k \in Received : \A e \in EndsOf(k) : e.how = "failed" => e.nothingHappened

\* Nobody says that it is unknown how a call ended while it still has time to be told.
NoEarlyUnknown == \A k \in Received : \A e \in EndsOf(k) : e.how = "unknown" => \A r \in ReleasesOf(k) : e.at >= ReportBy(r)

\* What is unknown a person resolves, and nothing else is resolved: a person of the tenant with a role for it, and not by
\* whose own doing it is unknown. For whom it was done may.
OnlyUnknownIsResolved == \A k \in Resolved :
  /\ res[k].callWas = "outcomeUnknown"
  /\ \E e \in EndsOf(k) : e.how = "unknown" /\ e.at <= res[k].at
OnlyHumansResolve   == \A k \in Resolved : Kind(res[k].by) = "human"
NoCrossTenantResolve == \A k \in Resolved : Tenant(res[k].by) = Settings.tenant
NoSelfResolve       == \A k \in Resolved : res[k].by # CallerOf(k).actor
OnlyEligibleResolve == \A k \in Resolved : Actors[res[k].by].roles \cap {"admin", "operator"} # {}

(* What happens some day (see Fairness) *)

\* Every wait ends, if time passes and somebody sweeps.
EveryWaitEnds == \A k \in Calls :
  (k \in Received /\ Waits(call[k])) ~> (k \in Received /\ ~Undecided(call[k]))

\* And of whatever is released it is said some day how it ended, be it that nobody knows.
EveryReleaseIsSettled == \A k \in Calls :
  (k \in Received /\ Released(call[k])) ~> (k \in Received /\ Ended(call[k]))

(* What is kept *)

Ticks    == 0..Horizon
Modes    == {"live", "dryRun"}
Plans    == { f.plan : f \in Elements(Forms) } \cup { r.plan : r \in Elements(Runs) }
Outcomes == {"completed", "failed"}
Statuses == { "received", "waiting", "admitted", "refused", "cancelled", "dryRun", "released", "performing", "completed",
              "failed", "outcomeUnknown" }
IsListOf(s, set) == DOMAIN s = 1..Len(s) /\ Elements(s) \subseteq set

\* A broken wait may be over before it begins.
Waiting  == [on: Words, by: {Gate}, at: Ticks, until: { t + d : t \in Ticks, d \in Elements(Delays) }]
Decision == [how: {"admitted"}, judged: SUBSET Facts, answer: Words \cup {Nothing}, at: Ticks]
            \cup [how: {"refused", "timedOut"}, judged: {{}}, answer: {Nothing}, at: Ticks]
Going    == { [by |-> Gate, plan |-> plan, mode |-> mode, at |-> t, until |-> t + Settings.window,
               reportBy |-> t + Settings.window + Settings.report] : plan \in Plans, mode \in Modes, t \in Ticks }
Trying   == [by: DOMAIN Actors, plan: Plans, mode: Modes, at: Ticks]
Ending   == [how: {"completed", "failed", "unknown"}, by: DOMAIN Actors, nothingHappened: BOOLEAN, at: Ticks]
Taking   == [by: DOMAIN Actors, at: Ticks]

IsCall(q) ==
  /\ DOMAIN q = {"status", "caller", "form", "at", "wait", "decision", "releases", "performs", "ends", "cancels"}
  /\ q.status \in Statuses
  /\ q.caller \in DOMAIN Callers /\ q.form \in DOMAIN Forms /\ q.at \in Ticks
  /\ q.wait = NoWait \/ q.wait \in Waiting
  /\ q.decision = NoDecision \/ q.decision \in Decision
  /\ IsListOf(q.releases, Going) /\ IsListOf(q.performs, Trying)
  /\ IsListOf(q.ends, Ending) /\ IsListOf(q.cancels, Taking)

Resolution == [status: {"resolved"}, outcome: Outcomes, by: DOMAIN Actors, callWas: Statuses, at: Ticks]

TypeOK == /\ now \in Ticks
          /\ DOMAIN call = Calls /\ DOMAIN res = Calls
          /\ \A k \in Calls : call[k] = [status |-> "absent"] \/ IsCall(call[k])
          /\ \A k \in Calls : res[k] = [status |-> "absent"] \/ (k \in Received /\ res[k] \in Resolution)

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Is(status)     == \A k \in Calls : call[k].status # status
Never_Received       == Never_Is("received")
Never_Waiting        == Never_Is("waiting")
Never_Admitted       == Never_Is("admitted")
Never_Refused        == Never_Is("refused")
Never_Cancelled      == Never_Is("cancelled")
Never_DryRun         == Never_Is("dryRun")
Never_Released       == Never_Is("released")
Never_Performing     == Never_Is("performing")
Never_Completed      == Never_Is("completed")
Never_Failed         == Never_Is("failed")
Never_OutcomeUnknown == Never_Is("outcomeUnknown")
Never_Resolved       == Resolved = {}

\* Two calls are undecided at once, under two keys, under one and none, and under none; a key is free again when its call was
\* refused, admitted, or taken back.
BothUndecided(k, j) == k # j /\ Undecided(call[k]) /\ Undecided(call[j])
Never_TwoKeysAtOnce  == \A k, j \in Received : ~(BothUndecided(k, j) /\ Nothing \notin {FormOf(k).key, FormOf(j).key})
Never_KeyBesideNone  == \A k, j \in Received : ~(BothUndecided(k, j) /\ FormOf(k).key # Nothing /\ FormOf(j).key = Nothing)
Never_TwoWithoutKey  == \A k, j \in Received : ~(BothUndecided(k, j) /\ {FormOf(k).key, FormOf(j).key} = {Nothing})
KeyIsFree(k, j) == k # j /\ SameKey(k, j) /\ Undecided(call[j])
Never_FreeByRefusal   == \A k, j \in Received : ~(KeyIsFree(k, j) /\ Decided(call[k], "refused"))
Never_FreeByAdmission == \A k, j \in Received : ~(KeyIsFree(k, j) /\ Decided(call[k], "admitted"))
Never_FreeByCancel    == \A k, j \in Received : ~(KeyIsFree(k, j) /\ call[k].cancels # <<>>)
\* So calls of one key may run one after another, and at once: that there is one answer for a key is not said here.
Never_KeyRunsTwice    == \A k, j \in Received : k # j /\ SameKey(k, j) =>
                           ~(Performed(call[k]) /\ Performed(call[j]))

\* A call waits as long as it may, and is admitted at its last moment; others are refused as they wait, taken back as they wait,
\* time out at once and late, and are refused when it is over and nobody has swept.
WaitOf(k) == call[k].wait
WaitedFor(k) == k \in Received /\ Waits(call[k])
Never_LongestWait      == \A k \in Received : WaitedFor(k) => WaitOf(k).until < WaitOf(k).at + Settings.wait
Never_AdmittedUnasked  == \A k \in Admitted : WaitedFor(k)
Never_AdmittedAnswered == \A k \in Admitted : ~WaitedFor(k)
Never_AdmittedAtLast   == \A k \in Admitted : WaitedFor(k) => call[k].decision.at # WaitOf(k).until - 1
Never_RefusedWaiting   == \A k \in Received : Decided(call[k], "refused") => ~WaitedFor(k)
Never_RefusedLate      == \A k \in Received : WaitedFor(k) /\ Decided(call[k], "refused") =>
                            call[k].decision.at < WaitOf(k).until
Never_TimedOutAtOnce   == \A k \in TimedOut : call[k].decision.at # WaitOf(k).until
Never_TimedOutLate     == \A k \in TimedOut : call[k].decision.at <= WaitOf(k).until
Never_CancelledWaiting == \A k \in Received : WaitedFor(k) /\ call[k].decision = NoDecision => call[k].cancels = <<>>

\* What was admitted is taken back: by whoever called, by the person for whom, by an administrator who is neither, also by one
\* who is no person.
Taken(k) == { c.by : c \in CancelsOf(k) }
Never_CancelledAdmitted  == \A k \in Admitted : Taken(k) = {}
Never_CancelledByActor   == \A k \in Received : CallerOf(k).actor \notin Taken(k) \ {CallerOf(k).person}
Never_CancelledByPerson  == \A k \in Received : CallerOf(k).person \notin Taken(k) \ {CallerOf(k).actor}
Never_CancelledByAdmin   == \A k \in Received : \A by \in Taken(k) : IsCallers(k, by) \/ Kind(by) # "human"
Never_CancelledByMachine == \A k \in Received : \A by \in Taken(k) : IsCallers(k, by) \/ Kind(by) = "human"

\* A call is released at its last fresh moment; one gets stale; one is released while the deployment is in a dry run.
Never_ReleasedAtLast  == \A k \in Admitted : \A r \in ReleasesOf(k) : r.at # call[k].decision.at + Settings.fresh - 1
Never_IsStale         == \A k \in Admitted : Released(call[k]) \/ now < call[k].decision.at + Settings.fresh
Never_ReleasedInDryRun == \A k \in Received : \A r \in ReleasesOf(k) : r.mode = "live"

\* Its caller performs it, the person for whom, an executor; at the last moment of its window.
PerformedBy(k) == { p.by : p \in PerformsOf(k) }
Never_PerformedByActor   == \A k \in Received : CallerOf(k).actor \notin PerformedBy(k) \ {CallerOf(k).person}
Never_PerformedByPerson  == \A k \in Received : CallerOf(k).person \notin PerformedBy(k) \ {CallerOf(k).actor}
Never_PerformedByService == \A k \in Received : PerformedBy(k) \subseteq {CallerOf(k).actor, CallerOf(k).person}
Never_PerformedAtLast    == \A k \in Received : \A p \in PerformsOf(k), r \in ReleasesOf(k) :
                              p.at # WindowOf(r) - 1 \/ p.at = r.at

\* It completes and fails, performed and not; it is reported when its time for that is over and nobody has swept.
EndsAs(k, how) == k \in Received /\ \E e \in EndsOf(k) : e.how = how
Never_EndsPerformed(how)    == \A k \in Received : EndsAs(k, how) => ~Performed(call[k])
Never_EndsUnperformed(how)  == \A k \in Received : EndsAs(k, how) => Performed(call[k])
Never_CompletedPerformed    == Never_EndsPerformed("completed")
Never_CompletedUnperformed  == Never_EndsUnperformed("completed")
Never_FailedPerformed       == Never_EndsPerformed("failed")
Never_FailedUnperformed     == Never_EndsUnperformed("failed")
Never_UnknownPerformed      == Never_EndsPerformed("unknown")
Never_UnknownUnperformed    == Never_EndsUnperformed("unknown")
Never_ReportedLate == \A k \in Received : \A e \in ReportsOf(k), r \in ReleasesOf(k) : e.at < ReportBy(r)
Never_UnknownAtOnce == \A k \in Received : EndsAs(k, "unknown") => \A e \in EndsOf(k), r \in ReleasesOf(k) : e.at # ReportBy(r)
Never_UnknownLate   == \A k \in Received : EndsAs(k, "unknown") => \A e \in EndsOf(k), r \in ReleasesOf(k) : e.at <= ReportBy(r)

\* It is resolved either way, by whoever administers or operates, also the person for whom it was done.
Never_ResolvedAsCompleted == \A k \in Resolved : res[k].outcome # "completed"
Never_ResolvedAsFailed    == \A k \in Resolved : res[k].outcome # "failed"
Never_ResolvedByAdmin     == \A k \in Resolved : "admin" \notin Actors[res[k].by].roles
Never_ResolvedByOperator  == \A k \in Resolved : "operator" \notin Actors[res[k].by].roles
Never_ResolvedByPerson    == \A k \in Resolved : res[k].by # CallerOf(k).person

\* Two calls run at once; one is released as another waits; one is unknown as another runs.
RunsNow(k) == k \in Received /\ Performed(call[k]) /\ ~Ended(call[k])
Never_TwoRun         == \A k, j \in Calls : k = j \/ ~RunsNow(k) \/ ~RunsNow(j)
Never_RunsBesideWait == \A k, j \in Received : ~(RunsNow(k) /\ Waits(call[j]) /\ Undecided(call[j]))
Never_RunsBesideUnknown == \A k, j \in Received : ~(RunsNow(k) /\ EndsAs(j, "unknown"))

-------------------------------------------------------------------------------
(* THE MACHINE *)

GuardsOf ==
  [ receive  |-> { "keyNamesOneCall" },
    wait     |-> { "callIsUndecided", "waitIsTheFirst", "waitIsWithinBounds" },
    admit    |-> Facts \cup { "callIsUndecided", "waitIsAnswered", "waitIsInTime" },
    refuse   |-> { "callIsUndecided" },
    timeout  |-> { "callIsWaiting", "timeoutIsDue" },
    cancel   |-> { "cancelIsBeforeRelease", "callIsUncancelled", "cancellerIsOfTenant", "cancellerIsCallerOrAdmin" },
    release  |-> { "callIsAdmitted", "callIsReleasedOnce", "releasedPlanIsAdmitted", "callIsLive", "admissionIsFresh" },
    perform  |-> { "callIsReleased", "effectIsUnattempted", "performedPlanIsReleased", "performIsInWindow", "modeIsLive",
                   "callIsUnsettled", "performerIsOfTenant", "performerIsCallerOrService" },
    complete |-> { "callIsRunning", "reporterIsOfTenant", "reporterIsPerformer" },
    fail     |-> { "callIsRunning", "reporterIsOfTenant", "reporterIsPerformer", "failureIsKnown" },
    recover  |-> { "callIsRunning", "reportIsOverdue" },
    resolve  |-> { "outcomeIsUnknown", "resolverIsHuman", "resolverIsOfTenant", "resolverIsNotCaller", "resolverIsEligible" },
    rule     |-> { "sealedModeCounts", "unreportedIsUnknown" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

IsOfTenant(by) == Tenant(by) = Settings.tenant
HasRole(by, roles) == Actors[by].roles \cap roles # {}

(* The status follows from what is kept: what ends a call comes first, then how far it came. *)

HowItEnded == [completed |-> "completed", failed |-> "failed", unknown |-> "outcomeUnknown"]

StatusOf(q) ==
  CASE q.ends # <<>> -> HowItEnded[Last(q.ends).how]
    [] q.ends = <<>> /\ q.cancels # <<>> -> "cancelled"
    [] q.ends = <<>> /\ q.cancels = <<>> /\ q.decision.how \in {"refused", "timedOut"} -> "refused"
    [] OTHER ->
         IF q.performs # <<>> THEN "performing"
         ELSE IF q.releases # <<>> THEN "released"
         ELSE IF q.decision.how = "admitted" THEN (IF Forms[q.form].mode = "dryRun" THEN "dryRun" ELSE "admitted")
         ELSE IF q.wait # NoWait THEN "waiting"
         ELSE "received"

CallBecomes(k, q) == /\ call' = [ x \in Calls |-> IF x = k THEN [q EXCEPT !.status = StatusOf(q)] ELSE call[x] ]
                     /\ UNCHANGED <<mut, now, res>>

IsThere(k) == call[k].status # "absent"

\* Undecided, released, with an end: as guards ask of a call. What is more than once is asked of as it was last.
IsUndecided(q) == q.decision = NoDecision /\ q.cancels = <<>>
IsRunning(q)   == q.releases # <<>> /\ q.ends = <<>>
IsTheirs(q, by)    == by = Callers[q.caller].actor \/ by = Callers[q.caller].person
IsTheirsOrAService(q, by) == IsTheirs(q, by) \/ Actors[by].kind = "service"
IsPerformer(q, by) == IF q.performs # <<>> THEN by = Last(q.performs).by ELSE IsTheirsOrAService(q, by)

(* What happens. An action on a call that is not there, or one that makes what is, is no step at all. The order of the guards
   means nothing. For what reasons a call is refused, and what it gave out when it was completed, no rule looks at: neither is
   here. *)

Receive(k, by, form) ==
  /\ ~IsThere(k)
  /\ Guard("keyNamesOneCall", "receive",
           \/ Forms[form].key = Nothing
           \/ \A j \in Calls : ~IsThere(j) \/ ~IsUndecided(call[j]) \/ Forms[call[j].form].key # Forms[form].key)
  /\ CallBecomes(k, [ status |-> "received", caller |-> by, form |-> form, at |-> now, wait |-> NoWait, decision |-> NoDecision,
                      releases |-> <<>>, performs |-> <<>>, ends |-> <<>>, cancels |-> <<>> ])

Wait(k, on, until) == LET q == call[k] IN
  /\ IsThere(k)
  /\ Guard("callIsUndecided",    "wait", IsUndecided(q))
  /\ Guard("waitIsTheFirst",     "wait", q.wait = NoWait)
  /\ Guard("waitIsWithinBounds", "wait", Delays[until] > 0 /\ Delays[until] <= Settings.wait)
  /\ CallBecomes(k, [q EXCEPT !.wait = [on |-> on, by |-> Gate, at |-> now, until |-> now + Delays[until]]])

Admit(k, judged, answer) == LET
    q == call[k]
    IsTrue(fact) == fact \in Judgements[judged]
  IN
  /\ IsThere(k)
  /\ Guard("policyWasEvaluated",    "admit", IsTrue("policyWasEvaluated"))
  /\ Guard("policyAllowsTheCall",          "admit", IsTrue("policyAllowsTheCall"))
  /\ Guard("destructiveIsApproved", "admit", IsTrue("destructiveIsApproved"))
  /\ Guard("taintIsClear",          "admit", IsTrue("taintIsClear"))
  /\ Guard("budgetIsReserved",      "admit", IsTrue("budgetIsReserved"))
  /\ Guard("credentialIsPresented", "admit", IsTrue("credentialIsPresented"))
  /\ Guard("callIsUndecided",       "admit", IsUndecided(q))
  /\ Guard("waitIsAnswered",        "admit", q.wait = NoWait \/ answer = q.wait.on)
  /\ Guard("waitIsInTime",          "admit", q.wait = NoWait \/ now < q.wait.until)
  /\ CallBecomes(k, [q EXCEPT !.decision = [how |-> "admitted", judged |-> Judgements[judged], answer |-> answer, at |-> now]])

Against(how) == [how |-> how, judged |-> {}, answer |-> Nothing, at |-> now]

Refuse(k) == LET q == call[k] IN
  /\ IsThere(k)
  /\ Guard("callIsUndecided", "refuse", IsUndecided(q))
  /\ CallBecomes(k, [q EXCEPT !.decision = Against("refused")])

Timeout(k) == LET q == call[k] IN
  /\ IsThere(k)
  /\ Guard("callIsWaiting", "timeout", q.wait # NoWait /\ IsUndecided(q))
  /\ Guard("timeoutIsDue",  "timeout", q.wait = NoWait \/ now >= q.wait.until)
  /\ CallBecomes(k, [q EXCEPT !.decision = Against("timedOut")])

Cancel(k, by) == LET q == call[k] IN
  /\ IsThere(k)
  /\ Guard("cancelIsBeforeRelease",    "cancel", q.releases = <<>>)
  /\ Guard("callIsUncancelled",        "cancel",
           /\ q.cancels = <<>> /\ q.ends = <<>>
           /\ q.decision.how \notin {"refused", "timedOut"}
           /\ ~(q.decision.how = "admitted" /\ Forms[q.form].mode = "dryRun"))
  /\ Guard("cancellerIsOfTenant",      "cancel", IsOfTenant(by))
  /\ Guard("cancellerIsCallerOrAdmin", "cancel", IsTheirs(q, by) \/ HasRole(by, {"admin"}))
  /\ CallBecomes(k, [q EXCEPT !.cancels = Append(@, [by |-> by, at |-> now])])

Release(k, form) == LET q == call[k]  run == Runs[form] IN
  /\ IsThere(k)
  /\ Guard("callIsAdmitted",         "release", q.decision.how = "admitted" /\ q.cancels = <<>>)
  /\ Guard("callIsReleasedOnce",     "release", q.releases = <<>>)
  /\ Guard("releasedPlanIsAdmitted", "release", run.plan = Forms[q.form].plan)
  /\ Guard("callIsLive",             "release", Rule("sealedModeCounts", Forms[q.form].mode, run.mode) = "live")
  /\ Guard("admissionIsFresh",       "release", q.decision.how # "admitted" \/ now < q.decision.at + Settings.fresh)
  /\ CallBecomes(k, [q EXCEPT !.releases = Append(@, [by |-> Gate, plan |-> run.plan, mode |-> run.mode, at |-> now,
                                                      until |-> now + Settings.window,
                                                      reportBy |-> now + Settings.window + Settings.report])])

Perform(k, by, form) == LET q == call[k]  run == Runs[form] IN
  /\ IsThere(k)
  /\ Guard("callIsReleased",             "perform", q.releases # <<>>)
  /\ Guard("effectIsUnattempted",        "perform", q.performs = <<>>)
  /\ Guard("performedPlanIsReleased",    "perform", q.releases = <<>> \/ run.plan = Last(q.releases).plan)
  /\ Guard("performIsInWindow",          "perform", q.releases = <<>> \/ now < Last(q.releases).until)
  /\ Guard("modeIsLive",                 "perform", run.mode = "live")
  /\ Guard("callIsUnsettled",            "perform", q.ends = <<>>)
  /\ Guard("performerIsOfTenant",        "perform", IsOfTenant(by))
  /\ Guard("performerIsCallerOrService", "perform", IsTheirsOrAService(q, by))
  /\ CallBecomes(k, [q EXCEPT !.performs = Append(@, [by |-> by, plan |-> run.plan, mode |-> run.mode, at |-> now])])

Ends(k, how, by, nothingHappened) ==
  CallBecomes(k, [call[k] EXCEPT !.ends = Append(@, [how |-> how, by |-> by, nothingHappened |-> nothingHappened, at |-> now])])

Complete(k, by) ==
  /\ IsThere(k)
  /\ Guard("callIsRunning",       "complete", IsRunning(call[k]))
  /\ Guard("reporterIsOfTenant",  "complete", IsOfTenant(by))
  /\ Guard("reporterIsPerformer", "complete", IsPerformer(call[k], by))
  /\ Ends(k, "completed", by, FALSE)

\* What whoever says that it failed knows: that nothing has happened, or not so much.
Known == {"nothing", "unsure"}

Fail(k, by, known) ==
  /\ IsThere(k)
  /\ Guard("callIsRunning",       "fail", IsRunning(call[k]))
  /\ Guard("reporterIsOfTenant",  "fail", IsOfTenant(by))
  /\ Guard("reporterIsPerformer", "fail", IsPerformer(call[k], by))
  /\ Guard("failureIsKnown",      "fail", known = "nothing")
  /\ Ends(k, "failed", by, known = "nothing")

Recover(k) == LET q == call[k] IN
  /\ IsThere(k)
  /\ Guard("callIsRunning",   "recover", IsRunning(q))
  /\ Guard("reportIsOverdue", "recover", q.releases = <<>> \/ now >= Last(q.releases).reportBy)
  /\ Ends(k, Rule("unreportedIsUnknown", "unknown", "failed"), Sweeper, FALSE)

Resolve(k, by, outcome) == LET q == call[k] IN
  /\ IsThere(k) /\ res[k].status = "absent"
  /\ Guard("outcomeIsUnknown",    "resolve", q.status = "outcomeUnknown")
  /\ Guard("resolverIsHuman",     "resolve", Actors[by].kind = "human")
  /\ Guard("resolverIsOfTenant",  "resolve", IsOfTenant(by))
  /\ Guard("resolverIsNotCaller", "resolve", by # Callers[q.caller].actor)
  /\ Guard("resolverIsEligible",  "resolve", HasRole(by, {"admin", "operator"}))
  /\ res' = [ x \in Calls |-> IF x # k THEN res[x] ELSE
                [status |-> "resolved", outcome |-> outcome, by |-> by, callWas |-> q.status, at |-> now] ]
  /\ UNCHANGED <<mut, now, call>>

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, the clock stands and
   every recorded moment moves back instead, none further than 0. Guards compare moments with now, so nothing else changes as
   long as the horizon is far enough: what moves to 0 is past. *)

Earlier(moment)  == IF moment > 0 THEN moment - 1 ELSE moment
AgedAll(s)       == [ i \in DOMAIN s |-> [s[i] EXCEPT !.at = Earlier(@)] ]
AgedReleases(s)  == [ i \in DOMAIN s |->
                      [s[i] EXCEPT !.at = Earlier(@), !.until = Earlier(@), !.reportBy = Earlier(@)] ]
AgedCall(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.at       = Earlier(@),
            !.wait     = [@ EXCEPT !.at = Earlier(@), !.until = Earlier(@)],
            !.decision = [@ EXCEPT !.at = Earlier(@)],
            !.releases = AgedReleases(@),
            !.performs = AgedAll(@),
            !.ends     = AgedAll(@),
            !.cancels  = AgedAll(@)]
AgedResolution(q) == IF q.status = "absent" THEN q ELSE [q EXCEPT !.at = Earlier(@)]

Tick == /\ now < Horizon \/ Sliding
        /\ IF now < Horizon
           THEN now' = now + 1 /\ UNCHANGED <<call, res>>
           ELSE /\ now' = now
                /\ call' = [ k \in Calls |-> AgedCall(call[k]) ]
                /\ res'  = [ k \in Calls |-> AgedResolution(res[k]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ call = [ k \in Calls |-> [status |-> "absent"] ]
        /\ res = [ k \in Calls |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E k \in Calls :
       \/ \E by \in DOMAIN Callers, form \in DOMAIN Forms : Receive(k, by, form)
       \/ \E on \in Words, until \in DOMAIN Delays : Wait(k, on, until)
       \/ \E judged \in DOMAIN Judgements, answer \in Words \cup {Nothing} : Admit(k, judged, answer)
       \/ Refuse(k)
       \/ Timeout(k)
       \/ \E form \in DOMAIN Runs : Release(k, form)
       \/ \E by \in DOMAIN Actors :
            \/ Cancel(k, by)
            \/ \E form \in DOMAIN Runs : Perform(k, by, form)
            \/ Complete(k, by)
            \/ \E known \in Known : Fail(k, by, known)
            \/ \E outcome \in Outcomes : Resolve(k, by, outcome)
       \/ Recover(k)

Spec == Init /\ [][Next]_vars

Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Timeout" \in Fairness => \A k \in Calls : WF_vars(Timeout(k))
        /\ "Recover" \in Fairness => \A k \in Calls : WF_vars(Recover(k))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves this bound by itself.
WithinBounds == \A k \in Received : LET q == call[k] IN
  \A times \in {Len(q.releases), Len(q.performs), Len(q.ends), Len(q.cancels)} : times <= Bound.maxTimes

===============================================================================
