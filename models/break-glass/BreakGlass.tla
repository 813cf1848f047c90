------------------------------- MODULE BreakGlass -------------------------------
(* Emergency access that two people open and that ends by itself.

   Somebody requests a grant: why, what for, and for how long. A second person countersigns it, and from then on the
   holder may act within its scope until the duration is over. A request that nobody settles in time lapses; one that
   somebody denies is over; and a grant may be revoked at any time. All of this is told by the clock: a sweeper that comes
   late, or never, makes no grant longer and keeps nobody waiting.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,    \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Callers,   \* name -> [actor, person]: who calls, and the person for whom (names of actors)
  Forms,     \* name -> [holder: actor, agent: actor or "none", reason, scope, duration]: what somebody may request
  Terms,     \* name -> [grant, form]: what a countersigner may be shown
  Deeds,     \* name -> [tool, resources, opens, toWorld: BOOLEAN]: what somebody may do under a grant; opens: a set of
             \*  [resource, type], of which access rights or reachability change; toWorld: something is opened to everybody
  Deployments, \* name -> [keyless, demoted: sets of actors; grantable, minDuration, maxDuration, countersigners, allowSelf]:
               \*  what the deployment says when a request is countersigned or a grant is used: who no longer has the key
               \*  that they sign with, or any role, and the policy by then
  Moments,   \* name -> a moment, -1 for never: when a second factor may have been proven
  Settings,  \* [tenant, minDuration, maxDuration, requestTime, factorTime, grantable, cooldown, rateMax, rateWindow,
             \*  maxActive, countersigners: a set of roles, allowSelf: BOOLEAN]: the policy's part
  Grants,
  Horizon,   \* the last moment of the clock
  Sliding,   \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,  \* which of "Tick", "Request", "Lapse" and "Expire" happen when they always can
  UseCap, \* uses are counted up to here
  Bound      \* [maxSettlements]: how far a broken machine is followed

\* scope, grantable: a set of [tool, prefix]; grantable also says types, a set: of what may be opened under it. A prefix and a resource are sequences of names: <<"db", "main">>.

VARIABLES
  now,       \* a moment, 0 .. Horizon
  gr         \* grant -> [status |-> "absent"], or what it keeps: sealed once, then what happened (see TypeOK)

vars == <<mut, now, gr>>

Humans  == { a \in DOMAIN Actors : Actors[a].kind = "human" }
Agents  == { a \in DOMAIN Actors : Actors[a].kind = "agent" }
Sweeper == "sweeper"  \* the service that lapses requests and expires grants
Nobody  == "none"
NotYet  == -1         \* what stands for the moment of what has not happened

Elements(s)   == { s[i] : i \in DOMAIN s }
Min(a, b)     == IF a < b THEN a ELSE b
Tenant(actor) == Actors[actor].tenant
\* Who settles and revokes: whoever has one of the roles that the policy names. Where it names none, nobody.
Eligible(actor) == Actors[actor].roles \cap Settings.countersigners # {}

\* Two names are never one actor, and an actor acts for a person of its own tenant.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Actors[a].id, Actors[a].tenant>> # <<Actors[b].id, Actors[b].tenant>>
ASSUME \A c \in Elements(Callers) : Actors[c.actor].tenant = Actors[c.person].tenant
ASSUME Sweeper \in DOMAIN Actors /\ Nobody \notin DOMAIN Actors
\* Nor are two names one form, or the same terms.
ASSUME \A f, h \in DOMAIN Forms : f = h \/ Forms[f] # Forms[h]
ASSUME \A t, u \in DOMAIN Terms : t = u \/ Terms[t] # Terms[u]
\* A scope and a deed are about something, a prefix is never empty, and a request waits for a while.
ASSUME \A f \in Elements(Forms) : f.scope # {} /\ \A pair \in f.scope : pair.prefix # <<>>
ASSUME \A pair \in Settings.grantable : pair.prefix # <<>>
ASSUME \A d \in Elements(Deeds) : d.resources # {} /\ <<>> \notin d.resources
\* What is opened is touched, and of one type.
ASSUME \A d \in Elements(Deeds) : /\ \A o \in d.opens : o.resource \in d.resources
                                  /\ \A o, p \in d.opens : o = p \/ o.resource # p.resource
ASSUME Settings.requestTime >= 1
ASSUME \A d \in Elements(Deployments) : d.keyless \cup d.demoted \subseteq DOMAIN Actors
\* What may be opened becomes less, so that what was opened is judged by the most that there ever was.
ASSUME \A d \in Elements(Deployments) : \A pair \in d.grantable : \E before \in Settings.grantable :
         pair.tool = before.tool /\ pair.prefix = before.prefix /\ pair.types \subseteq before.types

-------------------------------------------------------------------------------
(* What happened, read from what a grant keeps. Nothing here looks at a status, a guard or a rule; people are compared by
   name, which is id and tenant. *)

Requested == { g \in Grants : gr[g].status # "absent" }

HolderOf(q)   == Forms[q.form].holder
LapsesAt(q)   == q.requestedAt + Settings.requestTime
Settlements(g, how) == { s \in Elements(gr[g].settlements) : s.how = how }

Settled(q)    == q.settlements # <<>>
LastIs(q, how) == Settled(q) /\ q.settlements[Len(q.settlements)].how = how
Activated(q)  == q.activatedAt # NotYet
Stopped(q)    == q.ended.how # "none"                        \* it has expired or was revoked
Over(q)       == Stopped(q) \/ LastIs(q, "denied") \/ LastIs(q, "lapsed")

\* When a grant has to be over, and when it really was: not when somebody swept.
Deadline(q)   == q.activatedAt + Forms[q.form].duration
RealEnd(q)    == IF Stopped(q) THEN Min(q.ended.at, Deadline(q)) ELSE Deadline(q)

\* By the clock, whatever nobody has swept: who waits for a countersignature, and who may act.
WaitsByNow(q)  == ~Over(q) /\ ~Settled(q) /\ now < LapsesAt(q)
ActiveByNow(q) == ~Over(q) /\ LastIs(q, "countersigned") /\ now < Deadline(q)
WaitingNow     == { g \in Requested : WaitsByNow(gr[g]) }
ActiveNow      == { g \in Requested : ActiveByNow(gr[g]) }
OpenNow        == WaitingNow \cup ActiveNow

\* What begins as the prefix says is the thing itself, or lies under it.
Within(tool, resource, pairs) ==
  \E pair \in pairs : pair.tool = tool /\ \E n \in 1..Len(resource) : SubSeq(resource, 1, n) = pair.prefix

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* What is requested *)

\* Every grant says why, in words.
Blank == {"", "  "}
EveryGrantHasAReason == \A g \in Requested : Forms[gr[g].form].reason \notin Blank

DurationIsBounded == \A g \in Requested : Forms[gr[g].form].duration \in Settings.minDuration..Settings.maxDuration

\* Only people of the tenant ask, and they have just proven that it is they: no old proof, nor one from the future.
NoGrantToAgents       == \A g \in Requested : HolderOf(gr[g]) \in Humans
NoGrantToOutsiders    == \A g \in Requested : Tenant(HolderOf(gr[g])) = Settings.tenant
NoAgentFromOutside    == \A g \in Requested : LET agent == Forms[gr[g].form].agent IN
  agent # Nobody => Tenant(agent) = Settings.tenant
GrantsNeedAFreshFactor == \A g \in Requested : LET q == gr[g] IN
  q.factorAt # NotYet /\ q.requestedAt \in q.factorAt..(q.factorAt + Settings.factorTime - 1)

\* Nobody gets what the policy lets nobody have.
NoGrantBeyondTheGrantable == \A g \in Requested : \A pair \in Forms[gr[g].form].scope :
  Within(pair.tool, pair.prefix, Settings.grantable)

(* How much at once, and how often *)

\* Nobody has two requests or grants open at once.
OneOpenGrantPerHolder == \A g, h \in OpenNow : g = h \/ HolderOf(gr[g]) # HolderOf(gr[h])

\* After a grant that was active its holder waits, from its real end on, before the next.
CooldownBetweenGrants == \A g, h \in Requested : LET q == gr[g]  next == gr[h] IN
  ( /\ HolderOf(q) = HolderOf(next) /\ Activated(q)
    /\ next.requestedAt > q.requestedAt /\ next.requestedAt >= RealEnd(q) ) =>
  next.requestedAt >= RealEnd(q) + Settings.cooldown

\* Prompts tire people: nobody asks more often in a window than the policy allows.
RequestRateIsBounded == \A g \in Requested : LET at == gr[g].requestedAt IN
  Cardinality({ h \in Requested : /\ HolderOf(gr[h]) = HolderOf(gr[g])
                                  /\ gr[h].requestedAt \in (at - Settings.rateWindow + 1)..at }) <= Settings.rateMax

\* Never more grants are active, by the clock, than the policy allows.
ActiveGrantsAreCapped == Cardinality(ActiveNow) <= Settings.maxActive

(* Who settles a request, when, and what about *)

\* A request is settled once: countersigned, denied or lapsed; and not after it was revoked.
SettledOnce == \A g \in Requested : LET q == gr[g] IN
  /\ Len(q.settlements) <= 1
  /\ Stopped(q) => \A s \in Elements(q.settlements) : s.how = "countersigned" /\ s.at <= q.ended.at

\* A request that nobody settled in time can be asked for again, but no longer settled, and there is nothing to revoke.
NoStaleCountersign == \A g \in Requested : \A s \in Settlements(g, "countersigned") : s.at < LapsesAt(gr[g])
NoStaleDeny        == \A g \in Requested : \A s \in Settlements(g, "denied") : s.at < LapsesAt(gr[g])
NoStaleRevoke      == \A g \in Requested : LET q == gr[g] IN
  q.ended.how = "revoked" /\ ~Settled(q) => q.ended.at < LapsesAt(q)
NoEarlyLapse       == \A g \in Requested : \A s \in Settlements(g, "lapsed") : s.at >= LapsesAt(gr[g])

\* Two people open a grant, unless the policy lets one do it alone; and then whoever reads the grant is told.
TwoPeople == \A g \in Requested : \A s \in Settlements(g, "countersigned") : Settings.allowSelf \/ s.by # HolderOf(gr[g])
SelfCountersignIsSeen == \A g \in Requested :
  (\E s \in Settlements(g, "countersigned") : s.by = HolderOf(gr[g])) => gr[g].selfCountersigned

\* A person of the tenant, to whom the policy gives the role, countersigns or denies.
OnlyHumansCountersign   == \A g \in Requested : \A s \in Settlements(g, "countersigned") : s.by \in Humans
NoCrossTenantGrant      == \A g \in Requested : \A s \in Settlements(g, "countersigned") : Tenant(s.by) = Settings.tenant
OnlyEligibleCountersign == \A g \in Requested : \A s \in Settlements(g, "countersigned") : Eligible(s.by)
OnlyHumansDeny          == \A g \in Requested : \A s \in Settlements(g, "denied") : s.by \in Humans
NoCrossTenantDeny       == \A g \in Requested : \A s \in Settlements(g, "denied") : Tenant(s.by) = Settings.tenant
OnlyEligibleDeny        == \A g \in Requested : \A s \in Settlements(g, "denied") : Eligible(s.by)

\* Every countersignature is signed by whoever gave it, and about this very grant as it was asked for.
NoUnsignedGrant == \A g \in Requested : \A s \in Settlements(g, "countersigned") : s.signature = "good"
CountersignaturesBindTheGrant == \A g \in Requested : \A s \in Settlements(g, "countersigned") :
  Terms[s.terms] = [grant |-> g, form |-> gr[g].form]

\* Nobody countersigns what gives nothing: whoever asked still has the key, and could still ask for just this.
NoGrantOfALostKey      == \A g \in Requested : \A s \in Settlements(g, "countersigned") : ~s.lost.holderKey
NoGrantOfALostScope    == \A g \in Requested : \A s \in Settlements(g, "countersigned") : ~s.lost.scope
NoGrantOfALostDuration == \A g \in Requested : \A s \in Settlements(g, "countersigned") : ~s.lost.duration

(* What is done under a grant. Of its uses a grant keeps how many there were, and the last. *)

Used == { g \in Requested : gr[g].uses.count > 0 }

\* Nothing is done under a grant before it is countersigned, or after it ended.
NoUseOutsideGrant == \A g \in Used : LET q == gr[g] IN
  /\ LastIs(q, "countersigned") /\ q.uses.at >= q.activatedAt
  /\ Stopped(q) => q.uses.count = q.ended.uses /\ q.uses.at <= q.ended.at

\* Nor when its time is over, whether or not anything swept.
NoUseAfterExpiry == \A g \in Used : Activated(gr[g]) => gr[g].uses.at < Deadline(gr[g])

\* Nor outside its scope, nor for anybody but the holder: in person, or by the one agent that the grant names.
NoUseOutsideScope == \A g \in Used : LET deed == Deeds[gr[g].uses.deed] IN
  \A resource \in deed.resources : Within(deed.tool, resource, Forms[gr[g].form].scope)
GrantIsNotTransferable == \A g \in Used : LET caller == Callers[gr[g].uses.by]  form == Forms[gr[g].form] IN
  caller.person = form.holder /\ caller.actor \in {form.holder, form.agent}

\* What is opened lies under what the policy says that may be opened, by its type; and nothing is opened to everybody.
NoOpeningBeyondTheGrantable == \A g \in Used : LET deed == Deeds[gr[g].uses.deed] IN
  \A o \in deed.opens : Within(deed.tool, o.resource, { pair \in Settings.grantable : o.type \in pair.types })
NoOpeningToTheWorld == \A g \in Used : ~Deeds[gr[g].uses.deed].toWorld

\* Whoever asked, and whoever countersigned, still has the key that they signed with.
NoUseWithoutTheHoldersKey        == \A g \in Used : ~gr[g].uses.lost.holderKey
NoUseWithoutTheCountersignersKey == \A g \in Used : ~gr[g].uses.lost.countersignerKey

\* What the policy no longer lets anybody have gives nothing any more: its scope, its length, and who countersigned it.
NoUseWithoutAnEligibleCountersigner == \A g \in Used : ~gr[g].uses.lost.countersignerRole
NoUseByOnePersonAlone               == \A g \in Used : ~gr[g].uses.lost.selfCountersign
NoUseBeyondTheGrantable             == \A g \in Used : ~gr[g].uses.lost.scope
UsedDurationIsBounded               == \A g \in Used : ~gr[g].uses.lost.duration

(* How it ends *)

\* A step changes nothing in a grant that is over.
EndedNeverChangesStep == \A g \in Requested : Over(gr[g]) => gr'[g] = gr[g]
EndedNeverChanges     == [][EndedNeverChangesStep]_vars

\* Its holder revokes a grant, or somebody eligible: of the tenant, and no agent. What has expired isn't revoked.
Revoked == { g \in Requested : gr[g].ended.how = "revoked" }
OnlyHolderOrEligibleRevokes == \A g \in Revoked : gr[g].ended.by = HolderOf(gr[g]) \/ Eligible(gr[g].ended.by)
NoCrossTenantRevoke == \A g \in Revoked : Tenant(gr[g].ended.by) = Settings.tenant
NoRevokeByAgents    == \A g \in Revoked : gr[g].ended.by \notin Agents
NoRevokeAfterExpiry == \A g \in Revoked : Activated(gr[g]) => gr[g].ended.at < Deadline(gr[g])

\* A grant has the time that was asked for: nobody ends it early as if it had expired, and however late somebody sweeps,
\* the record says when it was over.
NoEarlyExpiry == \A g \in Requested : gr[g].ended.how = "expired" => gr[g].ended.at >= Deadline(gr[g])
EndIsNeverLate == \A g \in Requested : Stopped(gr[g]) /\ Activated(gr[g]) => gr[g].ended.at <= Deadline(gr[g])

(* What happens some day (see Fairness) *)

\* Every grant ends and every request is settled or withdrawn, if time passes and somebody sweeps.
EveryGrantEnds       == \A g \in Grants : (g \in Requested /\ Activated(gr[g])) ~> (g \in Requested /\ Stopped(gr[g]))
EveryRequestSettles  == \A g \in Grants : g \in Requested ~> (g \in Requested /\ (Settled(gr[g]) \/ Stopped(gr[g])))

\* By the clock they are over if only time passes.
EveryGrantIsOver     == \A g \in Grants : g \in ActiveNow ~> (g \in Requested \ ActiveNow)
EveryRequestIsOver   == \A g \in Grants : g \in WaitingNow ~> (g \in Requested \ WaitingNow)

\* Whoever asks for the next grant whenever that is possible gets to ask, though nobody ever sweeps; unless the clock has
\* stopped at its horizon while something is open.
NobodyWaitsForASweeper == <>(Requested = Grants \/ (now = Horizon /\ ~Sliding /\ OpenNow # {}))

(* What a grant keeps *)

Statuses == {"requested", "active", "denied", "lapsed", "expired", "revoked"}
Ticks    == 0..Horizon

\* What a request rests on that the deployment no longer gave it.
LostRequest        == [holderKey: BOOLEAN, scope: BOOLEAN, duration: BOOLEAN]
NothingLostBefore  == [holderKey |-> FALSE, scope |-> FALSE, duration |-> FALSE]
Settlement == [how: {"countersigned"}, by: DOMAIN Actors, terms: DOMAIN Terms,
               signature: {"good", "none", "foreign", "namesake", "misstated"}, lost: LostRequest, at: Ticks]
              \cup [how: {"denied", "lapsed"}, by: DOMAIN Actors, terms: {"none"}, signature: {"none"},
                    lost: {NothingLostBefore}, at: Ticks]
\* What a grant rests on that the deployment no longer gave it.
Lost       == [holderKey: BOOLEAN, countersignerKey: BOOLEAN, countersignerRole: BOOLEAN, selfCountersign: BOOLEAN,
               scope: BOOLEAN, duration: BOOLEAN]
Uses       == [count: 1..UseCap, by: DOMAIN Callers, deed: DOMAIN Deeds, lost: Lost, at: Ticks]
End        == [how: {"expired", "revoked"}, by: DOMAIN Actors, at: Ticks, uses: 0..UseCap]
NoUse      == [count |-> 0, by |-> Nobody, deed |-> "none", at |-> NotYet,
               lost |-> [holderKey |-> FALSE, countersignerKey |-> FALSE, countersignerRole |-> FALSE,
                         selfCountersign |-> FALSE, scope |-> FALSE, duration |-> FALSE]]
NoEnd      == [how |-> "none", by |-> Nobody, at |-> NotYet, uses |-> 0]

IsGrant(q) ==
  /\ DOMAIN q = {"status", "form", "factorAt", "requestedAt", "settlements", "activatedAt", "expiresAt", "uses", "ended",
                 "selfCountersigned"}
  /\ q.status \in Statuses
  /\ q.form \in DOMAIN Forms
  /\ q.factorAt \in Elements(Moments) \cup Ticks
  /\ q.requestedAt \in Ticks
  /\ DOMAIN q.settlements = 1..Len(q.settlements) /\ Elements(q.settlements) \subseteq Settlement
  /\ q.activatedAt \in Ticks \cup {NotYet}
  /\ q.expiresAt = IF Activated(q) THEN Deadline(q) ELSE NotYet
  /\ q.uses = NoUse \/ q.uses \in Uses
  /\ q.ended = NoEnd \/ q.ended \in End
  /\ q.selfCountersigned \in BOOLEAN

TypeOK == /\ now \in Ticks
          /\ DOMAIN gr = Grants
          /\ \A g \in Grants : gr[g] = [status |-> "absent"] \/ IsGrant(gr[g])

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Is(status) == \A g \in Grants : gr[g].status # status
Never_Requested  == Never_Is("requested")
Never_Active     == Never_Is("active")
Never_Denied     == Never_Is("denied")
Never_Lapsed     == Never_Is("lapsed")
Never_Expired    == Never_Is("expired")
Never_Revoked    == Never_Is("revoked")

\* A factor is proven a while before the request; a request is settled at its last moment, denied by its own holder, lapsed
\* long after it was due.
Never_FactorIsOlder      == \A g \in Requested : gr[g].factorAt = gr[g].requestedAt
Never_CountersignedLast  == \A g \in Requested : \A s \in Settlements(g, "countersigned") : s.at # LapsesAt(gr[g]) - 1
Never_HolderDenies       == \A g \in Requested : \A s \in Settlements(g, "denied") : s.by # HolderOf(gr[g])
Never_LapsedLate         == \A g \in Requested : \A s \in Settlements(g, "lapsed") : s.at = LapsesAt(gr[g])

\* A holder countersigns, and is selfCountersigned of; a second person does, and nobody is.
Never_HolderCountersigns == \A g \in Requested : ~gr[g].selfCountersigned
Never_OtherCountersigns  == \A g \in Requested : Settlements(g, "countersigned") = {} \/ gr[g].selfCountersigned

\* The holder acts in person, and by an agent; more than once, and at the last moment.
Never_HolderActs        == \A g \in Used : Callers[gr[g].uses.by].actor # HolderOf(gr[g])
Never_AgentActs         == \A g \in Used : Callers[gr[g].uses.by].actor = HolderOf(gr[g])
Never_ActsTwice         == \A g \in Used : gr[g].uses.count < 2
Never_ActsAtLast        == \A g \in Used : gr[g].uses.at # Deadline(gr[g]) - 1

\* A grant ends after it was used, and one that nobody used.
Never_EndsUsed          == \A g \in Requested : Stopped(gr[g]) => gr[g].ended.uses = 0
Never_EndsUnused        == \A g \in Requested : Stopped(gr[g]) /\ Activated(gr[g]) => gr[g].ended.uses > 0

\* A request is withdrawn; each who may revoke does: a holder whom no role makes eligible, somebody else, a service.
Never_RequestIsRevoked  == \A g \in Revoked : Settled(gr[g])
Never_GrantIsRevoked    == \A g \in Revoked : ~Settled(gr[g])
Never_HolderRevokes     == \A g \in Revoked : gr[g].ended.by # HolderOf(gr[g]) \/ Eligible(gr[g].ended.by)
Never_EligibleRevokes   == \A g \in Revoked : gr[g].ended.by = HolderOf(gr[g]) \/ gr[g].ended.by \notin Humans
Never_ServiceRevokes    == \A g \in Revoked : Actors[gr[g].ended.by].kind # "service"

\* A request and a grant outlive their time because nobody sweeps.
Unswept(g) == g \in Requested \ OpenNow /\ ~Over(gr[g])
Never_RequestIsUnswept  == \A g \in Requested : ~(Unswept(g) /\ ~Settled(gr[g]))
Never_GrantIsUnswept    == \A g \in Requested : ~(Unswept(g) /\ Settled(gr[g]))

\* Two requests wait side by side, and two grants are active; one waits while no place is free; the one place is taken
\* although nobody swept who had it before.
Never_TwoWait           == Cardinality(WaitingNow) < 2
Never_TwoAreActive      == Cardinality(ActiveNow) < 2
Never_WaitsForAPlace    == WaitingNow = {} \/ Cardinality(ActiveNow) < Settings.maxActive
Never_TakesUnsweptPlace == ActiveNow = {} \/ Settings.maxActive > 1 \/ \A g \in Requested : ~(Unswept(g) /\ Settled(gr[g]))

\* A holder asks again: after the cooldown; without one after a denial; past a request and past a grant that nobody swept.
AsksAgain(g, h) == HolderOf(gr[g]) = HolderOf(gr[h]) /\ gr[h].requestedAt > gr[g].requestedAt
Never_AsksAfterCooldown == \A g, h \in Requested :
                             ~(AsksAgain(g, h) /\ Activated(gr[g]) /\ gr[h].requestedAt >= RealEnd(gr[g]))
Never_AsksAfterDenial   == \A g, h \in Requested : ~(AsksAgain(g, h) /\ LastIs(gr[g], "denied"))
Never_AsksPastRequest   == \A g, h \in Requested : ~(AsksAgain(g, h) /\ Unswept(g) /\ ~Settled(gr[g]))
Never_AsksPastGrant     == \A g, h \in Requested : ~(AsksAgain(g, h) /\ Unswept(g) /\ Settled(gr[g]))

\* A holder may not ask although nothing is open: the cooldown runs, or the rate is spent.
Never_CoolsDown   == \A g \in Requested : LET q == gr[g] IN
                       ~Activated(q) \/ g \in OpenNow \/ now >= RealEnd(q) + Settings.cooldown
Never_RateIsSpent == \A g \in Requested : \/ g \in OpenNow
                                          \/ Activated(gr[g])
                                          \/ gr[g].requestedAt <= now - Settings.rateWindow
                                          \/ Settings.rateMax > 1
\* What is open outlives the window of the rate, and nothing cools down: by itself it keeps its holder from asking again.
Never_WaitsPastRate == \A g \in WaitingNow : gr[g].requestedAt > now - Settings.rateWindow
Never_RunsPastRate  == Settings.cooldown > 0 \/ \A g \in ActiveNow : gr[g].requestedAt > now - Settings.rateWindow
\* A request waits although the policy lets nobody settle it.
Never_NobodySettles == WaitingNow = {} \/ \E a \in DOMAIN Actors : Eligible(a)
\* Two people hold grants; one person asks for a third after two that were active.
Never_TwoHolders  == \A g, h \in Requested : HolderOf(gr[g]) = HolderOf(gr[h])
Never_ThirdGrant  == ~\E x \in Requested : Cardinality({ g \in Requested : AsksAgain(g, x) /\ Activated(gr[g]) }) >= 2

-------------------------------------------------------------------------------
(* THE MACHINE *)

GuardsOf ==
  [ request     |-> { "reasonIsGiven", "durationIsWithinBounds", "holderIsHuman", "holderIsOfTenant", "agentIsOfTenant",
                      "holderFactorIsFresh", "scopeIsGrantable", "holderHasNoOpenGrant", "cooldownHasPassed",
                      "requestRateIsWithinLimit" },
    countersign |-> { "grantIsRequested", "requestIsFresh", "activeGrantsAreBelowCap", "countersignerIsNotHolder",
                      "countersignerIsHuman", "countersignerIsOfTenant", "countersignerIsEligible",
                      "countersignatureIsSigned", "countersignatureNamesTheGrant",
                      "holderKeepsTheKey", "scopeIsGrantable", "durationIsWithinBounds" },
    deny        |-> { "grantIsRequested", "requestIsFresh", "countersignerIsEligible", "denierIsHuman", "denierIsOfTenant" },
    lapse       |-> { "grantIsRequested", "lapseIsDue" },
    use         |-> { "grantIsActive", "grantIsUnexpired", "actionIsInScope", "callerIsHolder",
                      "openedTypesAreGrantable", "nothingIsOpenedToTheWorld",
                      "holderKeepsTheKey", "countersignerKeepsTheKey", "countersignerIsEligible",
                      "countersignerIsNotHolder", "scopeIsGrantable", "durationIsWithinBounds" },
    revoke      |-> { "grantIsOpen", "requestIsFresh", "grantIsUnexpired", "revokerIsHolderOrEligible", "revokerIsOfTenant",
                      "revokerIsNotAgent" },
    expire      |-> { "grantIsActive", "expiryIsDue" },
    rule        |-> { "openIsByNow", "cooldownCountsTheUnswept", "endIsTheRealEnd", "expiryRunsFromActivation",
                      "selfCountersignIsMarked" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

(* What lies where *)

LiesUnder(resource, prefix) == Len(prefix) <= Len(resource) /\ \A i \in DOMAIN prefix : prefix[i] = resource[i]
Covers(pairs, tool, resource) == \E pair \in pairs : pair.tool = tool /\ LiesUnder(resource, pair.prefix)
IsGrantableBy(pairs, scope) == \A pair \in scope : Covers(pairs, pair.tool, pair.prefix)
IsGrantable == [ f \in DOMAIN Forms |-> IsGrantableBy(Settings.grantable, Forms[f].scope) ]
IsInScope   == [ f \in DOMAIN Forms |-> { d \in DOMAIN Deeds :
                   \A resource \in Deeds[d].resources : Covers(Forms[f].scope, Deeds[d].tool, resource) } ]

IsOpenable(pairs) == { d \in DOMAIN Deeds : \A o \in Deeds[d].opens : \E pair \in pairs :
                         /\ pair.tool = Deeds[d].tool /\ LiesUnder(o.resource, pair.prefix) /\ o.type \in pair.types }
Openable == [ d \in DOMAIN Deployments |-> IsOpenable(Deployments[d].grantable) ]

(* What the clock says of a grant *)

IsFresh(q)     == Settled(q) \/ now < LapsesAt(q)
IsUnexpired(q) == q.expiresAt = NotYet \/ now < q.expiresAt
IsExpired(q)   == q.expiresAt # NotYet /\ now >= q.expiresAt

IsOpen(q) == Rule("openIsByNow",
  \/ q.status = "requested" /\ now < LapsesAt(q)
  \/ q.status = "active" /\ q.expiresAt # NotYet /\ now < q.expiresAt,
  q.status \in {"requested", "active"})

\* When a grant that was active ended, NotYet while it has not: also one that nobody has swept.
EndOf(q) == Rule("cooldownCountsTheUnswept",
  IF Stopped(q) THEN q.ended.at ELSE IF IsExpired(q) THEN q.expiresAt ELSE NotYet,
  IF Stopped(q) THEN q.ended.at ELSE NotYet)

(* The status follows from what is kept *)

Weigh(q) ==
  IF Stopped(q) THEN q.ended.how
  ELSE IF LastIs(q, "countersigned") THEN "active"
  ELSE IF Settled(q) THEN q.settlements[Len(q.settlements)].how
  ELSE "requested"

Become(g, q) == /\ gr' = [ x \in Grants |-> IF x = g THEN [q EXCEPT !.status = Weigh(q)] ELSE gr[x] ]
                /\ UNCHANGED <<mut, now>>

(* What happens. An action on a grant that is not there, or a request of one that is, is no step at all. The order of the
   guards means nothing. *)

GrantsOf(holder) == { g \in Requested : HolderOf(gr[g]) = holder }

Request(g, form, factor) == LET f == Forms[form]  own == GrantsOf(f.holder)  factorAt == Moments[factor] IN
  /\ gr[g].status = "absent"
  /\ Guard("reasonIsGiven",            "request", f.reason \notin Blank)
  /\ Guard("durationIsWithinBounds",   "request", f.duration >= Settings.minDuration /\ f.duration <= Settings.maxDuration)
  /\ Guard("holderIsHuman",            "request", f.holder \in Humans)
  /\ Guard("holderIsOfTenant",         "request", Tenant(f.holder) = Settings.tenant)
  /\ Guard("agentIsOfTenant",          "request", f.agent # Nobody => Tenant(f.agent) = Settings.tenant)
  /\ Guard("holderFactorIsFresh",      "request",
           factorAt # NotYet /\ factorAt <= now /\ now < factorAt + Settings.factorTime)
  /\ Guard("scopeIsGrantable",         "request", IsGrantable[form])
  /\ Guard("holderHasNoOpenGrant",     "request", \A h \in own : ~IsOpen(gr[h]))
  /\ Guard("cooldownHasPassed",        "request",
           \A h \in own : LET end == EndOf(gr[h]) IN
             Activated(gr[h]) /\ end # NotYet => now >= end + Settings.cooldown)
  /\ Guard("requestRateIsWithinLimit", "request",
           Cardinality({ h \in own : gr[h].requestedAt > now - Settings.rateWindow }) < Settings.rateMax)
  /\ Become(g, [ status |-> "requested", form |-> form, factorAt |-> factorAt, requestedAt |-> now, settlements |-> <<>>,
                 activatedAt |-> NotYet, expiresAt |-> NotYet, uses |-> NoUse, ended |-> NoEnd, selfCountersigned |-> FALSE ])

With(q, how, by, terms, signature, lost) ==
  Append(q.settlements, [how |-> how, by |-> by, terms |-> terms, signature |-> signature, lost |-> lost, at |-> now])

ActiveGrants == { g \in Requested : gr[g].status = "active" /\ IsOpen(gr[g]) }

\* What a request has lost. Where no factor was proven there is no key to lose.
LostRequestOf(q, d) == LET f == Forms[q.form] IN
  [ holderKey |-> q.factorAt # NotYet /\ HolderOf(q) \in d.keyless,
    scope     |-> ~IsGrantableBy(d.grantable, f.scope),
    duration  |-> f.duration < d.minDuration \/ f.duration > d.maxDuration ]

Countersign(g, by, terms, signature, deployment) ==
  LET q == gr[g]  duration == Forms[q.form].duration  d == Deployments[deployment]  lost == LostRequestOf(q, d) IN
  /\ q.status # "absent"
  /\ Guard("grantIsRequested",              "countersign", q.status = "requested")
  /\ Guard("requestIsFresh",                "countersign", IsFresh(q))
  /\ Guard("activeGrantsAreBelowCap",       "countersign", Cardinality(ActiveGrants) < Settings.maxActive)
  /\ Guard("countersignerIsNotHolder",      "countersign", d.allowSelf \/ by # HolderOf(q))
  /\ Guard("countersignerIsHuman",          "countersign", by \in Humans)
  /\ Guard("countersignerIsOfTenant",       "countersign", Tenant(by) = Settings.tenant)
  /\ Guard("countersignerIsEligible",       "countersign", Actors[by].roles \cap d.countersigners # {})
  /\ Guard("countersignatureIsSigned",      "countersign", signature = "good")
  /\ Guard("countersignatureNamesTheGrant", "countersign", Terms[terms] = [grant |-> g, form |-> q.form])
  /\ Guard("holderKeepsTheKey",             "countersign", ~lost.holderKey)
  /\ Guard("scopeIsGrantable",              "countersign", ~lost.scope)
  /\ Guard("durationIsWithinBounds",        "countersign", ~lost.duration)
  /\ Become(g, [q EXCEPT
       !.settlements = With(q, "countersigned", by, terms, signature, lost),
       !.activatedAt = IF q.activatedAt # NotYet THEN q.activatedAt ELSE now,
       !.expiresAt   = IF q.expiresAt # NotYet THEN q.expiresAt
                       ELSE Rule("expiryRunsFromActivation", now + duration, now + d.maxDuration),
       !.selfCountersigned      = Rule("selfCountersignIsMarked", by = HolderOf(q), FALSE)])

Deny(g, by) == LET q == gr[g] IN
  /\ q.status # "absent"
  /\ Guard("grantIsRequested",        "deny", q.status = "requested")
  /\ Guard("requestIsFresh",          "deny", IsFresh(q))
  /\ Guard("countersignerIsEligible", "deny", Eligible(by))
  /\ Guard("denierIsHuman",           "deny", by \in Humans)
  /\ Guard("denierIsOfTenant",        "deny", Tenant(by) = Settings.tenant)
  /\ Become(g, [q EXCEPT !.settlements = With(q, "denied", by, "none", "none", NothingLostBefore)])

Lapse(g) == LET q == gr[g] IN
  /\ q.status # "absent"
  /\ Guard("grantIsRequested", "lapse", q.status = "requested")
  /\ Guard("lapseIsDue",       "lapse", now >= LapsesAt(q))
  /\ Become(g, [q EXCEPT !.settlements = With(q, "lapsed", Sweeper, "none", "none", NothingLostBefore)])

\* What a grant has lost. Where nobody signed there is no key to lose; whoever else signed has none here; and of whoever
\* has no key any more no role is asked.
LostOf(q, d) == LET asked == LostRequestOf(q, d)  IsOwn(s) == s.signature \in {"good", "misstated"} IN
  [ holderKey         |-> asked.holderKey,
    countersignerKey  |-> \E s \in Elements(q.settlements) : s.signature # "none" /\ (IsOwn(s) => s.by \in d.keyless),
    countersignerRole |-> \E s \in Elements(q.settlements) :
                            /\ IsOwn(s) /\ s.by \notin d.keyless
                            /\ s.by \in d.demoted \/ Actors[s.by].roles \cap d.countersigners = {},
    selfCountersign   |-> ~d.allowSelf /\ \E s \in Elements(q.settlements) : s.how = "countersigned" /\ s.by = HolderOf(q),
    scope             |-> asked.scope,
    duration          |-> asked.duration ]

Use(g, caller, deed, deployment) == LET q == gr[g]  f == Forms[q.form]  lost == LostOf(q, Deployments[deployment]) IN
  /\ q.status # "absent"
  /\ Guard("grantIsActive",             "use", q.status = "active")
  /\ Guard("grantIsUnexpired",          "use", IsUnexpired(q))
  /\ Guard("actionIsInScope",           "use", deed \in IsInScope[q.form])
  /\ Guard("callerIsHolder",            "use", /\ Callers[caller].person = f.holder
                                               /\ Callers[caller].actor = f.holder \/ Callers[caller].actor = f.agent)
  /\ Guard("openedTypesAreGrantable",   "use", deed \in Openable[deployment])
  /\ Guard("nothingIsOpenedToTheWorld", "use", ~Deeds[deed].toWorld)
  /\ Guard("holderKeepsTheKey",         "use", ~lost.holderKey)
  /\ Guard("countersignerKeepsTheKey",  "use", ~lost.countersignerKey)
  /\ Guard("countersignerIsEligible",   "use", ~lost.countersignerRole)
  /\ Guard("countersignerIsNotHolder",  "use", ~lost.selfCountersign)
  /\ Guard("scopeIsGrantable",          "use", ~lost.scope)
  /\ Guard("durationIsWithinBounds",    "use", ~lost.duration)
  /\ Become(g, [q EXCEPT !.uses =
       [count |-> Min(@.count + 1, UseCap), by |-> caller, deed |-> deed, lost |-> lost, at |-> now]])

Finish(g, how, by, at) ==
  Become(g, [gr[g] EXCEPT !.ended = [how |-> how, by |-> by, at |-> at, uses |-> gr[g].uses.count]])

Revoke(g, by) == LET q == gr[g] IN
  /\ q.status # "absent"
  /\ Guard("grantIsOpen",               "revoke", q.status \in {"requested", "active"})
  /\ Guard("requestIsFresh",            "revoke", IsFresh(q))
  /\ Guard("grantIsUnexpired",          "revoke", IsUnexpired(q))
  /\ Guard("revokerIsHolderOrEligible", "revoke", by = HolderOf(q) \/ Eligible(by))
  /\ Guard("revokerIsOfTenant",         "revoke", Tenant(by) = Settings.tenant)
  /\ Guard("revokerIsNotAgent",         "revoke", by \notin Agents)
  /\ Finish(g, "revoked", by, now)

Expire(g) == LET q == gr[g] IN
  /\ q.status # "absent"
  /\ Guard("grantIsActive", "expire", q.status = "active")
  /\ Guard("expiryIsDue",   "expire", IsExpired(q))
  /\ Finish(g, "expired", Sweeper, Rule("endIsTheRealEnd", IF IsExpired(q) THEN q.expiresAt ELSE now, now))

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, every recorded
   moment moves back by one instead, down to 0. Guards compare moments with now alone, so nothing else changes as long as
   the horizon is no nearer than the longest interval: what is Horizon ago is past all of them. *)

Earlier(moment) == IF moment > 0 THEN moment - 1 ELSE moment
Aged(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.factorAt    = Earlier(q.factorAt),
            !.requestedAt = Earlier(q.requestedAt),
            !.settlements = [ i \in DOMAIN q.settlements |-> [q.settlements[i] EXCEPT !.at = Earlier(@)] ],
            !.activatedAt = Earlier(q.activatedAt),
            !.expiresAt   = IF q.activatedAt > 0 THEN q.expiresAt - 1 ELSE q.expiresAt,
            !.uses     = [q.uses EXCEPT !.at = Earlier(@)],
            !.ended       = [q.ended EXCEPT !.at = Earlier(@)]]

Tick == /\ now < Horizon \/ Sliding
        /\ now' = IF now < Horizon THEN now + 1 ELSE now
        /\ gr' = IF now < Horizon THEN gr ELSE [ g \in Grants |-> Aged(gr[g]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ gr = [ g \in Grants |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E g \in Grants :
       \/ \E form \in DOMAIN Forms, factor \in DOMAIN Moments : Request(g, form, factor)
       \/ \E by \in DOMAIN Actors, terms \in DOMAIN Terms, signature \in {"good", "none", "foreign", "namesake", "misstated"},
             deployment \in DOMAIN Deployments : Countersign(g, by, terms, signature, deployment)
       \/ \E by \in DOMAIN Actors : Deny(g, by) \/ Revoke(g, by)
       \/ Lapse(g)
       \/ \E caller \in DOMAIN Callers, deed \in DOMAIN Deeds, deployment \in DOMAIN Deployments :
            Use(g, caller, deed, deployment)
       \/ Expire(g)

Spec == Init /\ [][Next]_vars

\* A request is fair grant by grant: whoever asks has a form and a factor that will do.
Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Request" \in Fairness =>
             \A g \in Grants : WF_vars(\E form \in DOMAIN Forms, factor \in DOMAIN Moments : Request(g, form, factor))
        /\ "Lapse" \in Fairness => \A g \in Grants : WF_vars(Lapse(g))
        /\ "Expire" \in Fairness => \A g \in Grants : WF_vars(Expire(g))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves this bound by itself.
WithinBounds == \A g \in Requested : Len(gr[g].settlements) <= Bound.maxSettlements

===============================================================================
