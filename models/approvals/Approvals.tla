------------------------------- MODULE Approvals -------------------------------
(* A plan waits for people, and only that plan runs, as often as was sealed.

   Somebody submits a request: a plan, the stages of people who have to agree, a number of uses and a lifetime. People
   decide for a seat that they hold, as its member or as the delegate of its member. When every stage has its quorums the
   requester may use the approval. A request ends by a rejection, by its last use, or because it expires, is withdrawn, cancelled or
   is superseded by an amended one.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,    \* name -> [id, tenant, kind: "human" | "agent" | "service", admin: BOOLEAN]
  Callers,   \* name -> [actor, person]: who calls, and the person for whom (names of actors)
  Forms,     \* name -> [requester: caller, plan, route, stages, uses, lifetime]: what somebody may submit
  Settings,  \* [routes: name -> stages, delegates: a set of actors, maxUses, maxLifetime, maxOpen, rateMax, rateWindow]: the policy's part
  Seats,     \* name -> [stage, group, member]: what a decision may be given for, made-up seats among them
  Keyrings,  \* name -> the set of actors who no longer have the key with which they signed
  Plans, Policies, Requests,
  Horizon,   \* the last moment of the clock
  Sliding,   \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,  \* which of "Tick" and "Expire" happen when they always can
  Bound      \* [maxDecisions, maxDelegations, maxUses]: how far a broken machine is followed

\* stages: a sequence of [mode: "sequential" | "parallel", groups: a sequence of [name, seats: a set of actors, quorum], sla]

VARIABLES
  now,       \* a moment, 0 .. Horizon
  req        \* request -> [status |-> "absent"], or what it keeps: sealed once, then what happened (see TypeOK)

vars == <<mut, now, req>>

Humans  == { a \in DOMAIN Actors : Actors[a].kind = "human" }
Sweeper == "sweeper"  \* the service that expires requests
Nobody  == "none"
Unopened == -1        \* what stands for the moment at which a stage that is not open opened

Elements(s) == { s[i] : i \in DOMAIN s }

\* Two names are never one actor, and an actor acts for a person of its own tenant.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Actors[a].id, Actors[a].tenant>> # <<Actors[b].id, Actors[b].tenant>>
ASSUME \A c \in Elements(Callers) : Actors[c.actor].tenant = Actors[c.person].tenant
ASSUME Sweeper \in DOMAIN Actors /\ Nobody \notin DOMAIN Actors
\* The groups of a stage have names of their own, and every stage is open for a while.
ASSUME \A f \in Elements(Forms) : \A s \in Elements(f.stages) :
         /\ s.sla >= 1
         /\ \A i, j \in DOMAIN s.groups : i = j \/ s.groups[i].name # s.groups[j].name

-------------------------------------------------------------------------------
(* What happened, read from what a request keeps. Nothing here looks at a status, a guard or a rule; people are compared
   by name, which is id and tenant. *)

Submitted == { r \in Requests : req[r].status # "absent" }

Requester(q) == Callers[Forms[q.form].requester]
PersonOf(q)  == Requester(q).person
TenantOf(q)  == Actors[PersonOf(q)].tenant
StagesOf(q)  == Forms[q.form].stages
ExpiresAt(q) == q.submittedAt + Forms[q.form].lifetime

Decisions(r)   == Elements(req[r].decisions)
Delegations(r) == Elements(req[r].delegations)
Uses(r)        == Elements(req[r].uses)

Rejected(q) == \E d \in Elements(q.decisions) : d.verdict = "reject"
Closed(q)   == q.end.how # "none" \/ Rejected(q)
Spent(q)    == Len(q.uses) >= Forms[q.form].uses
Ended(q)    == Closed(q) \/ Spent(q)

\* The first of the stages that open together with stage k: a parallel stage opens with the one before it.
Heads == [ f \in DOMAIN Forms |-> LET stages == Forms[f].stages IN
           [ k \in DOMAIN stages |-> CHOOSE j \in 1..k : /\ j = 1 \/ stages[j].mode = "sequential"
                                                         /\ \A i \in (j + 1)..k : stages[i].mode = "parallel" ] ]

\* Who approved for a group of stage k, among the first n decisions; whether that is a quorum in every group; and whether
\* by then stage k may be open: all stages before its head have their quorums.
ApprovedBy(q, n, k, group) ==
  { q.decisions[i].by : i \in { i \in 1..n : LET d == q.decisions[i] IN
      d.verdict = "approve" /\ Seats[d.seat].stage = k /\ Seats[d.seat].group = group } }
HasQuorums(q, n, k) == \A g \in Elements(StagesOf(q)[k].groups) : Cardinality(ApprovedBy(q, n, k, g.name)) >= g.quorum
MayBeOpen(q, n, k)  == \A i \in 1..(Heads[q.form][k] - 1) : HasQuorums(q, n, i)
MomentOf(q, n)      == IF n = 0 THEN q.submittedAt ELSE q.decisions[n].at

\* A seat that the stages have; and who holds it: its member, or whom a delegation lent it to.
IsSeat(q, seat) == LET s == Seats[seat] IN
  /\ s.stage \in DOMAIN StagesOf(q)
  /\ \E g \in Elements(StagesOf(q)[s.stage].groups) : g.name = s.group /\ s.member \in g.seats
HeldBy(q, seat, who, lent) == IsSeat(q, seat) /\ (who = Seats[seat].member \/ who \in lent)
LentTo(delegations, seat)  == { d.to : d \in { d \in delegations : Seats[d.seat] = Seats[seat] } }

\* Whether people can still be found for every place that a quorum leaves empty, for each place somebody of their own.
\* Members in person count; a delegate is a convenience that no request depends on.
CanBeFilled(form, decisions) == LET
    Form     == Forms[form]
    Person   == Callers[Form.requester].person
    Free     == { p \in Humans : /\ Actors[p].tenant = Actors[Person].tenant
                                 /\ p # Person
                                 /\ \A d \in decisions : d.by # p /\ Seats[d.seat].member # p }
    Asked    == UNION { {k} \X Elements(Form.stages[k].groups) : k \in DOMAIN Form.stages }
    Filled(g) == { d.by : d \in { d \in decisions : /\ d.verdict = "approve"
                                                     /\ Seats[d.seat].stage = g[1]
                                                     /\ Seats[d.seat].group = g[2].name } }
    Places   == UNION { {g} \X ((Cardinality(Filled(g)) + 1)..g[2].quorum) : g \in Asked }
  IN \E who \in [Places -> Free] : /\ \A p \in Places : who[p] \in p[1][2].seats
                                   /\ \A p, o \in Places : p = o \/ who[p] # who[o]

IsAQuestion(stages) == /\ stages # <<>>
                       /\ \A s \in Elements(stages) : s.groups # <<>> /\ \A g \in Elements(s.groups) : g.quorum >= 1
FormsThatCanBeMet == { f \in DOMAIN Forms : IsAQuestion(Forms[f].stages) /\ CanBeFilled(f, {}) }

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* What is submitted *)

\* Who has to agree is the policy's to say, never the requester's.
RequesterChoosesNoApprover == \A r \in Submitted : LET f == Forms[req[r].form] IN
  f.route \in DOMAIN Settings.routes /\ f.stages = Settings.routes[f.route]

\* Every request asks somebody, and there are people enough to answer it, each of them once.
EveryRequestCanBeMet == \A r \in Submitted : req[r].form \in FormsThatCanBeMet

\* ... and it stays so until the request ends: nobody takes the wrong seat and bricks it.
EveryOpenRequestCanBeMet == \A r \in Submitted :
  Ended(req[r]) \/ req[r].form \notin FormsThatCanBeMet \/ CanBeFilled(req[r].form, Decisions(r))

UsesAreBounded    == \A r \in Submitted : Forms[req[r].form].uses \in 1..Settings.maxUses
LifetimeIsBounded == \A r \in Submitted : Forms[req[r].form].lifetime \in 1..Settings.maxLifetime

\* Nobody has more requests waiting, not ended and not expired by the clock, than the policy allows.
OpenRequestsAreCapped == \A p \in DOMAIN Actors :
  Cardinality({ r \in Submitted : PersonOf(req[r]) = p /\ ~Ended(req[r]) /\ now < ExpiresAt(req[r]) }) <= Settings.maxOpen

(* Who decides *)

\* The person for whom a request is made never decides it, whichever agent carried it in.
NoSelfDecision == \A r \in Submitted : \A d \in Decisions(r) : d.by # PersonOf(req[r])

OnlyHumansDecide      == \A r \in Submitted : \A d \in Decisions(r) : d.by \in Humans
NoCrossTenantDecision == \A r \in Submitted : \A d \in Decisions(r) : Actors[d.by].tenant = TenantOf(req[r])

\* Every decision is given for a seat of the request, by its member or by somebody to whom it had been lent.
OnlySeatHoldersDecide == \A r \in Submitted : \A d \in Decisions(r) :
  HeldBy(req[r], d.seat, d.by, LentTo({ l \in Delegations(r) : l.at <= d.at }, d.seat))

\* Nobody decides a request twice,
OneDecisionPerPerson == \A r \in Submitted : LET ds == req[r].decisions IN
  \A i, j \in DOMAIN ds : i = j \/ ds[i].by # ds[j].by

\* and no member is heard twice, be it in person, by delegates or from two seats.
OneVoicePerMember == \A r \in Submitted : LET ds == req[r].decisions IN
  \A i, j \in DOMAIN ds : i = j \/ Seats[ds[i].seat].member # Seats[ds[j].seat].member

(* When, and what about *)

\* Nobody decides in a stage before the stages that it waits for have their quorums.
StagesInOrder == \A r \in Submitted : LET q == req[r] IN \A i \in DOMAIN q.decisions :
  LET k == Seats[q.decisions[i].seat].stage IN k \in DOMAIN StagesOf(q) => MayBeOpen(q, i - 1, k)

\* Nobody decides in a stage later than its time allows, counted from the first moment at which it could have been open.
NoDecisionAfterSla == \A r \in Submitted : LET q == req[r] IN \A i \in DOMAIN q.decisions :
  LET k == Seats[q.decisions[i].seat].stage IN k \in DOMAIN StagesOf(q) =>
    \A n \in 0..(i - 1) : MayBeOpen(q, n, k) => q.decisions[i].at < MomentOf(q, n) + StagesOf(q)[k].sla

NoDecisionAfterExpiry == \A r \in Submitted : \A d \in Decisions(r) : d.at < ExpiresAt(req[r])

\* Nobody approves what can't be used any more: under another policy than the one in force. (Anybody may reject it.)
NoApprovalUnderAnotherPolicy == \A r \in Submitted : \A d \in Decisions(r) : d.verdict = "approve" => d.policy = req[r].policy

\* Every decision is about the plan that was sealed, and signed by whoever gave it.
DecisionsBindThePlan == \A r \in Submitted : \A d \in Decisions(r) : d.plan = Forms[req[r].form].plan
NoUnsignedDecision   == \A r \in Submitted : \A d \in Decisions(r) : d.signature = "good"

\* Tired people click: nobody approves more often in a window than the policy allows, over all requests.
ApprovalRateIsBounded == \A r \in Submitted : \A d \in Decisions(r) : d.verdict = "approve" =>
  Cardinality(UNION { {x} \X { i \in DOMAIN req[x].decisions : LET e == req[x].decisions[i] IN
      e.verdict = "approve" /\ e.by = d.by /\ e.at > d.at - Settings.rateWindow /\ e.at <= d.at } : x \in Submitted })
    <= Settings.rateMax

(* Seats that are lent *)

\* Only who held a seat, as its member or as a delegate before, has lent it,
OnlySeatsAreDelegated == \A r \in Submitted : LET ls == req[r].delegations IN \A i \in DOMAIN ls :
  HeldBy(req[r], ls[i].seat, ls[i].by, LentTo({ ls[j] : j \in 1..(i - 1) }, ls[i].seat))

\* no agent, nobody from outside and not the person who asks: each could else pick who approves.
NoDelegationByAgents       == \A r \in Submitted : \A l \in Delegations(r) : l.by \in Humans
NoDelegationFromOutside    == \A r \in Submitted : \A l \in Delegations(r) : Actors[l.by].tenant = TenantOf(req[r])
InitiatorChoosesNoApprover == \A r \in Submitted : \A l \in Delegations(r) : l.by # PersonOf(req[r])

\* Nor is a seat lent to any of these,
NoDelegationToInitiator == \A r \in Submitted : \A l \in Delegations(r) : l.to # PersonOf(req[r])
NoDelegationToAgents    == \A r \in Submitted : \A l \in Delegations(r) : l.to \in Humans
NoDelegationOutOfTenant == \A r \in Submitted : \A l \in Delegations(r) : Actors[l.to].tenant = TenantOf(req[r])

\* nor to anybody whom the policy does not name; and whoever lends a seat signs that.
OnlyThePolicysAreDelegates == \A r \in Submitted : \A l \in Delegations(r) : l.to \in Settings.delegates
NoUnsignedDelegation       == \A r \in Submitted : \A l \in Delegations(r) : l.signature = "good"

\* nor twice by one person, nor on from a delegate to the next, nor for a request that has expired.
OneDelegatePerSeat == \A r \in Submitted : LET ls == req[r].delegations IN
  \A i, j \in DOMAIN ls : i = j \/ ls[i].by # ls[j].by \/ Seats[ls[i].seat] # Seats[ls[j].seat]
NoDelegationChains == \A r \in Submitted : LET ls == req[r].delegations IN
  \A j \in DOMAIN ls : ls[j].by \notin LentTo({ ls[i] : i \in 1..(j - 1) }, ls[j].seat)
NoDelegationAfterExpiry == \A r \in Submitted : \A l \in Delegations(r) : l.at < ExpiresAt(req[r])

(* What is used *)

\* An approval is used only when every group of every stage has its quorum, counted in distinct people,
UsedOnlyWithQuorum == \A r \in Submitted : LET q == req[r] IN
  q.uses # <<>> => \A k \in DOMAIN StagesOf(q) : HasQuorums(q, Len(q.decisions), k)

\* all of whom still had the keys with which they signed, when it was used; and those too who lent them a seat,
Lent(q, l, d) == q.delegations[l].to = q.decisions[d].by /\ Seats[q.delegations[l].seat] = Seats[q.decisions[d].seat]
StoodFor(q, u) == { d \in DOMAIN u.keysHeld.decisions :
  /\ u.keysHeld.decisions[d]
  /\ \/ q.decisions[d].by = Seats[q.decisions[d].seat].member
     \/ \E l \in DOMAIN u.keysHeld.delegations : u.keysHeld.delegations[l] /\ Lent(q, l, d) }
UsedOnlyByStandingVoices == \A r \in Submitted : LET q == req[r] IN \A u \in Uses(r) :
  \A k \in DOMAIN StagesOf(q) : \A g \in Elements(StagesOf(q)[k].groups) :
    Cardinality({ q.decisions[d].by : d \in { d \in StoodFor(q, u) : LET e == q.decisions[d] IN
      e.verdict = "approve" /\ Seats[e.seat].stage = k /\ Seats[e.seat].group = g.name } }) >= g.quorum

\* in time, whether or not anything swept, and no more often than was sealed,
NoUseAfterExpiry        == \A r \in Submitted : \A u \in Uses(r) : u.at < ExpiresAt(req[r])
NeverUsedMoreThanSealed == \A r \in Submitted : Len(req[r].uses) <= Forms[req[r].form].uses

\* for the plan and under the policy that were approved, and by the very requester: the same agent for the same person.
PlanRunIsPlanApproved     == \A r \in Submitted : \A u \in Uses(r) : u.plan = Forms[req[r].form].plan
PolicyRunIsPolicyApproved == \A r \in Submitted : \A u \in Uses(r) : u.policy = req[r].policy
ApprovalIsNotTransferable == \A r \in Submitted : \A u \in Uses(r) : Callers[u.by] = Requester(req[r])

\* A step uses no request that was rejected, expired, withdrawn, cancelled or superseded.
NoUseAfterEndStep == \A r \in Submitted : Closed(req[r]) => req'[r].uses = req[r].uses
NoUseAfterEnd     == [][NoUseAfterEndStep]_vars

(* How it ends *)

\* A step changes nothing in a request that has ended.
EndedNeverChangesStep == \A r \in Submitted : Ended(req[r]) => req'[r] = req[r]
EndedNeverChanges     == [][EndedNeverChangesStep]_vars

\* Only the initiator in person, the requester or an administrator of the tenant cancels; only the first two supersede.
EndedByOwner(q) == q.end.by = PersonOf(q) \/ [actor |-> q.end.by, person |-> q.end.person] = Requester(q)
OnlyOwnerOrAdminCancels == \A r \in Submitted : LET q == req[r] IN q.end.how = "cancelled" =>
  EndedByOwner(q) \/ (Actors[q.end.by].admin /\ Actors[q.end.by].tenant = TenantOf(q))
\* Only somebody who approved it takes an approval back.
OnlyApproversWithdraw == \A r \in Submitted : LET q == req[r] IN
  q.end.how = "withdrawn" => \E d \in Decisions(r) : d.verdict = "approve" /\ d.by = q.end.by
OnlyOwnerSupersedes == \A r \in Submitted : req[r].end.how = "superseded" => EndedByOwner(req[r])

NoEarlyExpiry == \A r \in Submitted : req[r].end.how = "expired" => req[r].end.at >= ExpiresAt(req[r])

\* Every request ends some day, if time passes and somebody sweeps (see Fairness).
EveryRequestEnds == \A r \in Requests : (r \in Submitted) ~> (r \in Submitted /\ Ended(req[r]))

(* What a request keeps *)

Statuses == {"pending", "approved", "consumed", "rejected", "expired", "withdrawn", "cancelled", "superseded"}
Moments  == 0..Horizon
IsListOf(s, set) == DOMAIN s = 1..Len(s) /\ Elements(s) \subseteq set

Signatures == {"good", "none", "foreign", "namesake", "misstated"}
Decision   == [verdict: {"approve", "reject"}, by: DOMAIN Actors, seat: DOMAIN Seats, plan: Plans, policy: Policies,
               signature: Signatures, at: Moments]
Delegation == [seat: DOMAIN Seats, by: DOMAIN Actors, to: DOMAIN Actors, signature: Signatures, at: Moments]
KeysHeld   == [decisions: Seq(BOOLEAN), delegations: Seq(BOOLEAN)]
Use        == [by: DOMAIN Callers, plan: Plans, policy: Policies, keysHeld: KeysHeld, at: Moments]
End        == [how: {"expired", "withdrawn", "cancelled", "superseded"}, by: DOMAIN Actors, person: DOMAIN Actors, at: Moments]
NoEnd      == [how |-> "none", by |-> Nobody, person |-> Nobody, at |-> -1]

IsRequest(q) ==
  /\ DOMAIN q = {"status", "form", "policy", "initiator", "submittedAt", "decisions", "delegations", "opened", "uses", "end"}
  /\ q.status \in Statuses
  /\ q.form \in DOMAIN Forms
  /\ q.policy \in Policies
  /\ q.initiator \in DOMAIN Actors
  /\ q.submittedAt \in Moments
  /\ IsListOf(q.decisions, Decision)
  /\ IsListOf(q.delegations, Delegation)
  /\ IsListOf(q.opened, Moments \cup {Unopened}) /\ Len(q.opened) = Len(StagesOf(q))
  /\ IsListOf(q.uses, Use)
  /\ q.end = NoEnd \/ q.end \in End

TypeOK == /\ now \in Moments
          /\ DOMAIN req = Requests
          /\ \A r \in Requests : req[r] = [status |-> "absent"] \/ IsRequest(req[r])

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Is(status) == \A r \in Requests : req[r].status # status
Never_Pending    == Never_Is("pending")
Never_Approved   == Never_Is("approved")
Never_Consumed   == Never_Is("consumed")
Never_Rejected   == Never_Is("rejected")
Never_Expired    == Never_Is("expired")
Never_Withdrawn  == Never_Is("withdrawn")
Never_Cancelled  == Never_Is("cancelled")
Never_Superseded == Never_Is("superseded")

\* An agent asks for a person; a person asks in person.
Never_AgentAsks  == \A r \in Submitted : Requester(req[r]).actor = PersonOf(req[r])
Never_PersonAsks == \A r \in Submitted : Requester(req[r]).actor # PersonOf(req[r])

\* A delegate decides; a member decides who has lent the seat; a delegate decides who has a seat too.
Never_DelegateDecides      == \A r \in Submitted : \A d \in Decisions(r) : d.by = Seats[d.seat].member
Never_LenderDecides        == \A r \in Submitted : \A d \in Decisions(r), l \in Delegations(r) :
                                ~(l.seat = d.seat /\ l.by = d.by /\ l.at <= d.at)
Never_SeatedDelegateDecides == \A r \in Submitted : \A d \in Decisions(r) : d.by # Seats[d.seat].member =>
                                \A g \in Elements(StagesOf(req[r])[Seats[d.seat].stage].groups) : d.by \notin g.seats
\* A delegate rejects; a rejection overturns what was approved.
Never_DelegateRejects      == \A r \in Submitted : \A d \in Decisions(r) : d.verdict = "reject" => d.by = Seats[d.seat].member
Never_ApprovalOverturned   == \A r \in Submitted : LET q == req[r] IN
                                Rejected(q) => \E k \in DOMAIN StagesOf(q) : ~HasQuorums(q, Len(q.decisions), k)
\* More people approve than a quorum needs.
Never_MoreThanQuorum == \A r \in Submitted : \A k \in DOMAIN StagesOf(req[r]) : \A g \in Elements(StagesOf(req[r])[k].groups) :
                          Cardinality(ApprovedBy(req[r], Len(req[r].decisions), k, g.name)) <= g.quorum

\* A second stage has its turn; a stage opens later than the request was submitted; a parallel one opens before its turn; a
\* stage is met before the one in front of it; a third stage opens.
OpenedAt(r, k) == IF k \in DOMAIN req[r].opened THEN req[r].opened[k] ELSE Unopened
Never_SecondStageOpens      == \A r \in Submitted : OpenedAt(r, 2) = Unopened \/ Heads[req[r].form][2] = 1
Never_StageOpensLater       == \A r \in Submitted : \A k \in DOMAIN req[r].opened : OpenedAt(r, k) <= req[r].submittedAt
Never_ParallelOpensTogether == \A r \in Submitted : \A k \in DOMAIN StagesOf(req[r]) :
                                 Heads[req[r].form][k] # k => OpenedAt(r, k) = Unopened
Never_LaterStageIsMetFirst  == \A r \in Submitted : LET q == req[r] IN \A k \in 2..Len(StagesOf(q)) :
                                 HasQuorums(q, Len(q.decisions), k) => HasQuorums(q, Len(q.decisions), k - 1)
Never_ThirdStageOpens       == \A r \in Submitted : OpenedAt(r, 3) = Unopened
\* One group of a stage has its quorum, another not yet.
Never_GroupWaitsForGroup    == \A r \in Submitted : LET q == req[r] IN \A k \in DOMAIN StagesOf(q) :
                                 \/ HasQuorums(q, Len(q.decisions), k)
                                 \/ \A g \in Elements(StagesOf(q)[k].groups) : ApprovedBy(q, Len(q.decisions), k, g.name) = {}

\* An approval is used in part, and then again; it ends half used; it is used at the last moment.
Never_UsedInPart     == \A r \in Submitted : req[r].uses = <<>> \/ Spent(req[r])
Never_UsedTwice      == \A r \in Submitted : Len(req[r].uses) < 2
Never_EndsHalfUsed   == \A r \in Submitted : Closed(req[r]) => req[r].uses = <<>>
Never_UsedAtLast     == \A r \in Submitted : \A u \in Uses(r) : u.at # ExpiresAt(req[r]) - 1

\* A request outlives its expiry because nobody sweeps; one is swept late; an approved one expires.
Never_Unswept         == \A r \in Submitted : Ended(req[r]) \/ now < ExpiresAt(req[r])
Never_SweptLate       == \A r \in Submitted : req[r].end.how = "expired" => req[r].end.at = ExpiresAt(req[r])
Never_ApprovalExpires == \A r \in Submitted : LET q == req[r] IN
                           q.end.how = "expired" => \E k \in DOMAIN StagesOf(q) : ~HasQuorums(q, Len(q.decisions), k)

\* An approval is used although a voice has lost its key; one that was complete is taken back, and one that waits; somebody
\* rejects under another policy than the sealed one.
Never_UsedPastLostKey  == \A r \in Submitted : \A u \in Uses(r) : \A d \in DOMAIN u.keysHeld.decisions : u.keysHeld.decisions[d]
Never_WithdrawsMet     == \A r \in Submitted : LET q == req[r] IN
                            q.end.how = "withdrawn" => \E k \in DOMAIN StagesOf(q) : ~HasQuorums(q, Len(q.decisions), k)
Never_WithdrawsWaiting == \A r \in Submitted : LET q == req[r] IN
                            q.end.how = "withdrawn" => \A k \in DOMAIN StagesOf(q) : HasQuorums(q, Len(q.decisions), k)
Never_RejectsUnderAnotherPolicy == \A r \in Submitted : \A d \in Decisions(r) : d.policy = req[r].policy

\* Each who may end a request does: the initiator in person, the agent, an administrator.
Never_EndsBy(how, who(_)) == \A r \in Submitted : req[r].end.how = how => ~who(req[r])
ByPerson(q) == q.end.by = PersonOf(q) /\ PersonOf(q) # Requester(q).actor
ByAgent(q)  == q.end.by = Requester(q).actor /\ PersonOf(q) # Requester(q).actor
ByAdmin(q)  == ~EndedByOwner(q)
Never_InitiatorCancels    == Never_EndsBy("cancelled", ByPerson)
Never_AgentCancels        == Never_EndsBy("cancelled", ByAgent)
Never_AdminCancels        == Never_EndsBy("cancelled", ByAdmin)
Never_InitiatorSupersedes == Never_EndsBy("superseded", ByPerson)
Never_AgentSupersedes     == Never_EndsBy("superseded", ByAgent)

\* Two requests wait side by side; one person approves both; a second one is submitted while the first is expired but unswept.
Waiting == { r \in Submitted : ~Ended(req[r]) }
Never_TwoWait          == Cardinality(Waiting) < 2
Never_OneApprovesBoth  == \A r, s \in Submitted : r = s \/ { d.by : d \in Decisions(r) } \cap { d.by : d \in Decisions(s) } = {}
Never_SubmitsPastUnswept == \A r, s \in Waiting :
                              r = s \/ PersonOf(req[r]) # PersonOf(req[s]) \/ ExpiresAt(req[r]) > req[s].submittedAt
\* People of one id in two tenants ask. A member lends her seats in two groups of one stage.
Never_NamesakesAsk     == \A r, s \in Submitted :
                            \/ TenantOf(req[r]) = TenantOf(req[s])
                            \/ Actors[PersonOf(req[r])].id # Actors[PersonOf(req[s])].id
Never_LendsInTwoGroups == \A r \in Submitted : \A k, l \in Delegations(r) :
                            \/ k.by # l.by \/ Seats[k.seat].stage # Seats[l.seat].stage
                            \/ Seats[k.seat].group = Seats[l.seat].group
Never_TwoTenantsAsk    == \A r, s \in Submitted : TenantOf(req[r]) = TenantOf(req[s])

-------------------------------------------------------------------------------
(* THE MACHINE *)

Decide == { "initiatorIsNotApprover", "approverIsHuman", "approverIsOfTenant", "approverHoldsSeat", "approverHasNotDecided",
            "seatIsUnspent", "stageIsOpen", "decisionNamesSealedPlan", "decisionIsInTime", "decisionIsSigned",
            "requestIsUnexpired", "requestIsOpen" }

GuardsOf ==
  [ submit    |-> { "stagesAreThePolicys", "quorumsAreReachable", "usesAreWithinBounds", "lifetimeIsWithinBounds",
                    "openRequestsAreBelowCap" },
    approve   |-> Decide \cup { "decisionRateIsWithinLimit", "quorumsStayReachable", "policyIsUnchanged" },
    reject    |-> Decide,
    delegate  |-> { "requestIsUnexpired", "delegatorHoldsSeat", "delegatorIsHuman", "delegatorIsOfTenant",
                    "delegatorIsNotInitiator", "delegatorHasNotDelegated", "delegateIsNotInitiator", "delegateIsHuman",
                    "delegateIsOfTenant", "delegateIsThePolicys", "delegationIsFirstHop", "delegationIsSigned", "requestIsOpen" },
    withdraw  |-> { "requestIsOpen", "withdrawerHasApproved" },
    consume   |-> { "approvalIsLive", "quorumIsMet", "signersKeepTheirKeys", "approvalIsUnexpired", "approvalHasUsesLeft", "consumedPlanIsSealed",
                    "policyIsUnchanged", "consumerIsRequester" },
    cancel    |-> { "requestIsOpen", "cancellerIsInitiatorOrAdmin" },
    supersede |-> { "requestIsOpen", "supersederIsInitiator" },
    expire    |-> { "requestIsOpen", "expiryIsDue" },
    rule      |-> { "peopleCountOnceOverGroups", "stageNeedsEveryGroup", "sequentialWaitsForAllBefore", "stageOpensOnce",
                    "oneRejectionEnds", "spentIsConsumed", "initiatorIsPersonBehind", "identityIsIdAndTenant",
                    "rateCountsEveryRequest", "voiceRestsOnEveryKey" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

(* Who is who *)

\* A name stands for an id and a tenant.
Same(a, b)    == Rule("identityIsIdAndTenant", a = b, Actors[a].id = Actors[b].id)
People(names) == { { b \in names : Same(a, b) } : a \in names }  \* each a set of names that count as one

IsOwn(signature) == Rule("identityIsIdAndTenant", signature = "good", signature \in {"good", "namesake"})

Initiator(form) == Rule("initiatorIsPersonBehind", Callers[Forms[form].requester].person, Callers[Forms[form].requester].actor)

SameCaller(c, d) == Same(Callers[c].actor, Callers[d].actor) /\ Same(Callers[c].person, Callers[d].person)
Owns(caller, q)  == Same(Callers[caller].actor, q.initiator) \/ SameCaller(caller, Forms[q.form].requester)

SameSeat(s, t) == /\ Seats[s].stage = Seats[t].stage
                  /\ Seats[s].group = Seats[t].group
                  /\ Same(Seats[s].member, Seats[t].member)
HoldsSeat(q, who, seat) ==
  /\ Seats[seat].stage \in DOMAIN StagesOf(q)
  /\ \E g \in Elements(StagesOf(q)[Seats[seat].stage].groups) :
       g.name = Seats[seat].group /\ \E m \in g.seats : Same(m, Seats[seat].member)
  /\ \/ Same(who, Seats[seat].member)
     \/ \E l \in Elements(q.delegations) : SameSeat(l.seat, seat) /\ Same(l.to, who)

(* Quorums and stages *)

Approvers(decisions, k, group) == { d.by : d \in { d \in Elements(decisions) :
  d.verdict = "approve" /\ Seats[d.seat].stage = k /\ Seats[d.seat].group = group } }
GroupIsMet(decisions, k, g) == Cardinality(People(Approvers(decisions, k, g.name))) >= g.quorum
StageIsMet(stages, decisions, k) == LET groups == Elements(stages[k].groups) IN
  Rule("stageNeedsEveryGroup", \A g \in groups : GroupIsMet(decisions, k, g), \E g \in groups : GroupIsMet(decisions, k, g))
AllStagesAreMet(stages, decisions) == \A k \in DOMAIN stages : StageIsMet(stages, decisions, k)

\* Who signed still has the key of that signature. What nobody signed, nobody has the key of.
HasKey(signed, keyring) == signed.signature \in {"good", "misstated"} /\ signed.by \notin Keyrings[keyring]
Held(list, keyring)     == [ i \in DOMAIN list |-> HasKey(list[i], keyring) ]
\* The decisions that stand on every key that they need: a delegate's needs that of a delegator too.
Stands(q, d, keyring) == Rule("voiceRestsOnEveryKey",
  /\ HasKey(d, keyring)
  /\ \/ Same(d.by, Seats[d.seat].member)
     \/ \E l \in Elements(q.delegations) : SameSeat(l.seat, d.seat) /\ Same(l.to, d.by) /\ HasKey(l, keyring),
  HasKey(d, keyring))
Standing(q, keyring) == LET Test(d) == Stands(q, d, keyring) IN SelectSeq(q.decisions, Test)

\* A sequential stage opens when all before it are met, a parallel one with the one before it.
Openable(form, decisions, k) == LET stages == Forms[form].stages  j == Heads[form][k] IN
  Rule("sequentialWaitsForAllBefore",
       \A i \in 1..(j - 1) : StageIsMet(stages, decisions, i),
       j = 1 \/ StageIsMet(stages, decisions, j - 1))

\* When each stage opened, after these decisions. It keeps the moment at which it first did.
Openings(form, decisions, opened) == [ k \in DOMAIN Forms[form].stages |-> LET opens == Openable(form, decisions, k) IN
  Rule("stageOpensOnce",
       IF opened[k] # Unopened THEN opened[k] ELSE IF opens THEN now ELSE Unopened,
       IF opens THEN now ELSE Unopened) ]

\* All groups of a form with the stage that each belongs to, and whom of its members the request could ask at all.
Groups == [ f \in DOMAIN Forms |-> LET stages == Forms[f].stages  tenant == Actors[Callers[Forms[f].requester].person].tenant IN
  UNION { { [ stage |-> k, name |-> g.name, quorum |-> g.quorum,
              people |-> { m \in g.seats \cap Humans : Actors[m].tenant = tenant } ]
            : g \in Elements(stages[k].groups) } : k \in DOMAIN stages } ]

\* Hall's condition: any groups together have as many people who could still decide as they lack, each of them once.
Reachable(form, initiator, decisions) == LET
    decided  == Elements(decisions)
    free(m)  == ~Same(m, initiator) /\ \A d \in decided : ~Same(d.by, m) /\ ~Same(Seats[d.seat].member, m)
    eligible == [ g \in Groups[form] |-> { m \in g.people : free(m) } ]
    missing  == [ g \in Groups[form] |-> (Cardinality(People(Approvers(decisions, g.stage, g.name))) + 1)..g.quorum ]
    short    == { g \in Groups[form] : missing[g] # {} }
    Enough(gs) == Cardinality(UNION { eligible[g] : g \in gs }) >= Cardinality(UNION { {g} \X missing[g] : g \in gs })
  IN Rule("peopleCountOnceOverGroups", \A gs \in SUBSET short : Enough(gs), \A g \in short : Enough({g}))

(* The status follows from what is kept *)

Weigh(q) ==
  IF q.end.how # "none" THEN q.end.how
  ELSE IF Rule("oneRejectionEnds", \E d \in Elements(q.decisions) : d.verdict = "reject", FALSE) THEN "rejected"
  ELSE IF ~AllStagesAreMet(StagesOf(q), q.decisions) THEN "pending"
  ELSE IF Rule("spentIsConsumed", Len(q.uses) >= Forms[q.form].uses, FALSE) THEN "consumed"
  ELSE "approved"

IsOpen(q) == q.status \in {"pending", "approved"}

Become(r, q) == /\ req' = [ x \in Requests |-> IF x = r THEN [q EXCEPT !.status = Weigh(q)] ELSE req[x] ]
                /\ UNCHANGED <<mut, now>>

(* What happens. An action on a request that is not there, or a submission of one that is, is no step at all. The order of
   the guards means nothing; those that are quick to weigh stand first. *)

OpenRequestsOf(initiator) ==
  { x \in Submitted : IsOpen(req[x]) /\ now < ExpiresAt(req[x]) /\ Same(req[x].initiator, initiator) }

Submit(r, form, policy) == LET f == Forms[form]  initiator == Initiator(form) IN
  /\ req[r].status = "absent"
  /\ Guard("stagesAreThePolicys",     "submit", f.route \in DOMAIN Settings.routes /\ f.stages = Settings.routes[f.route])
  /\ Guard("quorumsAreReachable",     "submit", IsAQuestion(f.stages) /\ Reachable(form, initiator, <<>>))
  /\ Guard("usesAreWithinBounds",     "submit", f.uses >= 1 /\ f.uses <= Settings.maxUses)
  /\ Guard("lifetimeIsWithinBounds",  "submit", f.lifetime >= 1 /\ f.lifetime <= Settings.maxLifetime)
  /\ Guard("openRequestsAreBelowCap", "submit", Cardinality(OpenRequestsOf(initiator)) < Settings.maxOpen)
  /\ Become(r, [ status |-> "pending", form |-> form, policy |-> policy, initiator |-> initiator, submittedAt |-> now,
                 decisions |-> <<>>, delegations |-> <<>>,
                 opened |-> Openings(form, <<>>, [ k \in DOMAIN f.stages |-> Unopened ]),
                 uses |-> <<>>, end |-> NoEnd ])

MayDecide(command, q, by, seat, plan, signature) == LET k == Seats[seat].stage  stages == StagesOf(q) IN
  /\ Guard("requestIsOpen",           command, IsOpen(q))
  /\ Guard("requestIsUnexpired",      command, now < ExpiresAt(q))
  /\ Guard("decisionIsSigned",        command, IsOwn(signature))
  /\ Guard("decisionNamesSealedPlan", command, plan = Forms[q.form].plan)
  /\ Guard("approverIsHuman",         command, by \in Humans)
  /\ Guard("approverIsOfTenant",      command, Actors[by].tenant = TenantOf(q))
  /\ Guard("initiatorIsNotApprover",  command, ~Same(by, q.initiator))
  /\ Guard("stageIsOpen",             command, k \in DOMAIN stages => q.opened[k] # Unopened)
  /\ Guard("decisionIsInTime",        command, k \in DOMAIN stages => q.opened[k] = Unopened \/ now < q.opened[k] + stages[k].sla)
  /\ Guard("approverHasNotDecided",   command, \A d \in Elements(q.decisions) : ~Same(d.by, by))
  /\ Guard("seatIsUnspent",           command, \A d \in Elements(q.decisions) : ~Same(Seats[d.seat].member, Seats[seat].member))
  /\ Guard("approverHoldsSeat",       command, HoldsSeat(q, by, seat))

With(q, verdict, by, seat, plan, signature, policy) ==
  Append(q.decisions, [verdict |-> verdict, by |-> by, seat |-> seat, plan |-> plan, policy |-> policy,
                       signature |-> signature, at |-> now])
Decided(r, decisions) == LET q == req[r] IN
  Become(r, [q EXCEPT !.decisions = decisions, !.opened = Openings(q.form, decisions, q.opened)])

\* The approvals that somebody gave in the window that ends now.
RecentApprovals(r, by) == UNION { {x} \X { i \in DOMAIN req[x].decisions : LET d == req[x].decisions[i] IN
    d.verdict = "approve" /\ d.at > now - Settings.rateWindow /\ Same(d.by, by) }
  : x \in Rule("rateCountsEveryRequest", Submitted, {r}) }

Approve(r, by, seat, plan, signature, policy) == LET q == req[r]  decisions == With(q, "approve", by, seat, plan, signature, policy) IN
  /\ q.status # "absent"
  /\ MayDecide("approve", q, by, seat, plan, signature)
  /\ Guard("decisionRateIsWithinLimit", "approve", Cardinality(RecentApprovals(r, by)) < Settings.rateMax)
  /\ Guard("policyIsUnchanged",         "approve", policy = q.policy)
  /\ Guard("quorumsStayReachable",      "approve",
           Reachable(q.form, q.initiator, decisions) \/ ~Reachable(q.form, q.initiator, q.decisions))
  /\ Decided(r, decisions)

Reject(r, by, seat, plan, signature, policy) == LET q == req[r] IN
  /\ q.status # "absent"
  /\ MayDecide("reject", q, by, seat, plan, signature)
  /\ Decided(r, With(q, "reject", by, seat, plan, signature, policy))

Delegate(r, by, seat, to, signature) == LET q == req[r]  lent == { l \in Elements(q.delegations) : SameSeat(l.seat, seat) } IN
  /\ q.status # "absent"
  /\ Guard("requestIsOpen",            "delegate", IsOpen(q))
  /\ Guard("requestIsUnexpired",       "delegate", now < ExpiresAt(q))
  /\ Guard("delegatorIsHuman",         "delegate", by \in Humans)
  /\ Guard("delegatorIsOfTenant",      "delegate", Actors[by].tenant = TenantOf(q))
  /\ Guard("delegatorIsNotInitiator",  "delegate", ~Same(by, q.initiator))
  /\ Guard("delegateIsNotInitiator",   "delegate", ~Same(to, q.initiator))
  /\ Guard("delegateIsHuman",          "delegate", to \in Humans)
  /\ Guard("delegateIsOfTenant",       "delegate", Actors[to].tenant = TenantOf(q))
  /\ Guard("delegateIsThePolicys",     "delegate", \E d \in Settings.delegates : Same(d, to))
  /\ Guard("delegationIsSigned",       "delegate", IsOwn(signature))
  /\ Guard("delegatorHoldsSeat",       "delegate", HoldsSeat(q, by, seat))
  /\ Guard("delegatorHasNotDelegated", "delegate", \A l \in lent : ~Same(l.by, by))
  /\ Guard("delegationIsFirstHop",     "delegate", \A l \in lent : ~Same(l.to, by))
  /\ Become(r, [q EXCEPT !.delegations = Append(@, [seat |-> seat, by |-> by, to |-> to, signature |-> signature, at |-> now])])

Consume(r, caller, plan, policy, keyring) == LET q == req[r] IN
  /\ q.status # "absent"
  /\ Guard("approvalIsLive",       "consume", q.status \in {"pending", "approved", "consumed"})
  /\ Guard("quorumIsMet",          "consume", AllStagesAreMet(StagesOf(q), q.decisions))
  /\ Guard("signersKeepTheirKeys", "consume", \/ ~AllStagesAreMet(StagesOf(q), q.decisions)
                                              \/ AllStagesAreMet(StagesOf(q), Standing(q, keyring)))
  /\ Guard("approvalIsUnexpired",  "consume", now < ExpiresAt(q))
  /\ Guard("approvalHasUsesLeft",  "consume", Len(q.uses) < Forms[q.form].uses)
  /\ Guard("consumedPlanIsSealed", "consume", plan = Forms[q.form].plan)
  /\ Guard("policyIsUnchanged",    "consume", policy = q.policy)
  /\ Guard("consumerIsRequester",  "consume", SameCaller(caller, Forms[q.form].requester))
  /\ Become(r, [q EXCEPT !.uses = Append(@, [by |-> caller, plan |-> plan, policy |-> policy,
                                       keysHeld |-> [decisions   |-> Held(q.decisions, keyring),
                                                     delegations |-> Held(q.delegations, keyring)],
                                       at |-> now])])

Finish(r, how, by, person) == Become(r, [req[r] EXCEPT !.end = [how |-> how, by |-> by, person |-> person, at |-> now]])

Withdraw(r, by) == LET q == req[r] IN
  /\ q.status # "absent"
  /\ Guard("requestIsOpen",         "withdraw", IsOpen(q))
  /\ Guard("withdrawerHasApproved", "withdraw", \E d \in Elements(q.decisions) : d.verdict = "approve" /\ Same(d.by, by))
  /\ Finish(r, "withdrawn", by, by)

Cancel(r, caller) == LET q == req[r]  by == Callers[caller].actor IN
  /\ q.status # "absent"
  /\ Guard("requestIsOpen",               "cancel", IsOpen(q))
  /\ Guard("cancellerIsInitiatorOrAdmin", "cancel", Owns(caller, q) \/ (Actors[by].admin /\ Actors[by].tenant = TenantOf(q)))
  /\ Finish(r, "cancelled", by, Callers[caller].person)

Supersede(r, caller) == LET q == req[r] IN
  /\ q.status # "absent"
  /\ Guard("requestIsOpen",         "supersede", IsOpen(q))
  /\ Guard("supersederIsInitiator", "supersede", Owns(caller, q))
  /\ Finish(r, "superseded", Callers[caller].actor, Callers[caller].person)

Expire(r) == LET q == req[r] IN
  /\ q.status # "absent"
  /\ Guard("requestIsOpen", "expire", IsOpen(q))
  /\ Guard("expiryIsDue",   "expire", now >= ExpiresAt(q))
  /\ Finish(r, "expired", Sweeper, Sweeper)

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, every recorded
   moment moves back by one instead, down to 0. Guards compare moments with now alone, so nothing else changes as long as
   the horizon is no nearer than the longest interval: what is Horizon ago is past all of them. *)

Earlier(moment) == IF moment > 0 THEN moment - 1 ELSE moment
Recede(events)  == [ i \in DOMAIN events |-> [events[i] EXCEPT !.at = Earlier(events[i].at)] ]
Aged(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.submittedAt = Earlier(q.submittedAt),
            !.decisions = Recede(q.decisions), !.delegations = Recede(q.delegations), !.uses = Recede(q.uses),
            !.opened = [ k \in DOMAIN q.opened |-> Earlier(q.opened[k]) ],
            !.end = [q.end EXCEPT !.at = Earlier(q.end.at)]]

Tick == /\ now < Horizon \/ Sliding
        /\ now' = IF now < Horizon THEN now + 1 ELSE now
        /\ req' = IF now < Horizon THEN req ELSE [ r \in Requests |-> Aged(req[r]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ req = [ r \in Requests |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E r \in Requests :
       \/ \E form \in DOMAIN Forms, policy \in Policies : Submit(r, form, policy)
       \/ \E by \in DOMAIN Actors, seat \in DOMAIN Seats, plan \in Plans, signature \in Signatures, policy \in Policies :
            Approve(r, by, seat, plan, signature, policy) \/ Reject(r, by, seat, plan, signature, policy)
       \/ \E by, to \in DOMAIN Actors, seat \in DOMAIN Seats, signature \in Signatures : Delegate(r, by, seat, to, signature)
       \/ \E by \in DOMAIN Actors : Withdraw(r, by)
       \/ \E caller \in DOMAIN Callers, plan \in Plans, policy \in Policies, keyring \in DOMAIN Keyrings :
            Consume(r, caller, plan, policy, keyring)
       \/ \E caller \in DOMAIN Callers : Cancel(r, caller) \/ Supersede(r, caller)
       \/ Expire(r)

Spec == Init /\ [][Next]_vars

Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Expire" \in Fairness => \A r \in Requests : WF_vars(Expire(r))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves these bounds by itself.
WithinBounds == \A r \in Submitted : /\ Len(req[r].decisions) <= Bound.maxDecisions
                                     /\ Len(req[r].delegations) <= Bound.maxDelegations
                                     /\ Len(req[r].uses) <= Bound.maxUses

===============================================================================
