---------------------------------- MODULE Taint ---------------------------------
(* Outside content is data, and stays data.

   What comes from outside may say what somebody would like an agent to do. So every value has a label: from which sources it
   comes, and who may read it. What an agent writes has the label of all that it was made of and of all that the conversation
   had in view by then; so have the results of its calls, what it stores, and what a sub-agent begins with. A call wants
   arguments from sources that the tenant trusts, and in a strict conversation nothing else in view when it does what can't be
   taken back; and it sends to nobody who may not read it. Where that is too strict a person vouches, for one value in one
   argument of one tool, or for one call as a whole, once and for a while: an endorsement. It lifts trust at that one place,
   and no label.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,        \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Sources,       \* names of where content comes from
  Readers,       \* name -> [readers: a set of readers, anyone: TRUE where anybody may read it]: who may read what is ingested
  Audiences,     \* name -> a set of readers: who follows a conversation
  Inputs,        \* name -> a set of values: of what an agent may make another one
  Slots,         \* the names of all arguments, and "control", in the order in which uses are told
  Forms,         \* name -> [tool, plan: argument -> value, recipients: a set of readers, endorsements: slot -> endorsement]:
                 \*  the calls that somebody may want to make, or to vouch for
  Settings,      \* [tenant, trusted: a set of sources, endorsers: a set of roles, endorsementTime, tools: tool -> [effect,
                 \*  arguments: argument -> "trusted" | "any", adds: a label]]: the deployment's part
  Conversations,
  Values,        \* handles: each conversation has its own value of each
  Calls,         \* likewise
  Resources,     \* of the whole tenant
  Endorsements,
  Digests,
  Horizon,       \* the last moment of the clock
  Sliding,       \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,      \* which of "Tick" and "Expire" happen when they always can
  Bound          \* [maxUses, maxResults]: how far a broken machine is followed

\* a label: [sources: a set, readers: a set, anyone], with no readers where anyone may read; a reader is an actor's id or an
\* address outside; effect: "read" | "write" | "destructive" | "egress"

VARIABLES
  now,       \* a moment, 0 .. Horizon
  conv,      \* conversation -> [status |-> "absent"], or what it keeps (see TypeOK)
  val,       \* conversation -> value -> the same
  call,      \* conversation -> call -> the same
  res,       \* resource -> the same
  endo       \* endorsement -> the same

vars == <<mut, now, conv, val, call, res, endo>>

Sweeper == "sweeper"  \* the service that records that endorsements are over
Unknown == "unknown"  \* the source of what nobody can tell the source of
Control == "control"  \* the slot of a call that stands for the decision to make it
Nothing == "none"     \* what stands for what is not there
NotYet  == -1         \* what stands for the moment of what has not happened

Elements(s)   == { s[i] : i \in DOMAIN s }
Id(actor)     == Actors[actor].id
Tenant(actor) == Actors[actor].tenant

\* What the deployment says of a tool. Of one that it does not name, the worst; and an argument that it does not name wants
\* trust. What is sent can't be taken back either.
IsDeclared(tool)     == tool \in DOMAIN Settings.tools
EffectOf(tool)       == IF IsDeclared(tool) THEN Settings.tools[tool].effect ELSE "egress"
IsIrreversible(tool) == EffectOf(tool) \in {"destructive", "egress"}
NeedsTrust(tool, slot) ==
  IF IsDeclared(tool) /\ slot \in DOMAIN Settings.tools[tool].arguments
  THEN Settings.tools[tool].arguments[slot] = "trusted"
  ELSE TRUE
\* From where nobody knows, and for the eyes of the one person whose conversation it is.
UnknownTo(person) == [sources |-> {Unknown}, readers |-> {Id(person)}, anyone |-> FALSE]
AddedBy(tool, person) == IF IsDeclared(tool) THEN Settings.tools[tool].adds ELSE UnknownTo(person)

\* Two names are never one actor, nor one thing to read, to follow or to make something of. "control" is no argument's name.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Id(a), Tenant(a)>> # <<Id(b), Tenant(b)>>
ASSUME \A r, s \in DOMAIN Readers : r = s \/ Readers[r] # Readers[s]
ASSUME \A a, b \in DOMAIN Audiences : a = b \/ Audiences[a] # Audiences[b]
ASSUME \A i, j \in DOMAIN Inputs : i = j \/ Inputs[i] # Inputs[j]
ASSUME Sweeper \in DOMAIN Actors /\ Nothing \notin DOMAIN Actors \cup Conversations \cup Values \cup Calls \cup Resources
ASSUME \A r \in Elements(Readers) : r.anyone => r.readers = {}
ASSUME \A i, j \in DOMAIN Slots : i = j \/ Slots[i] # Slots[j]
ASSUME Control \in Elements(Slots)
ASSUME \A f \in Elements(Forms) : /\ DOMAIN f.plan \subseteq Elements(Slots) \ {Control}
                                  /\ DOMAIN f.endorsements \subseteq Elements(Slots)
                                  /\ Elements(f.plan) \subseteq Values /\ Elements(f.endorsements) \subseteq Endorsements
ASSUME \A i \in Elements(Inputs) : i \subseteq Values
\* Nobody trusts what comes from nowhere, and what can't be taken back wants trust in something.
ASSUME Unknown \notin Settings.trusted
ASSUME \A t \in DOMAIN Settings.tools : LET tool == Settings.tools[t] IN
  /\ tool.adds.anyone => tool.adds.readers = {}
  /\ DOMAIN tool.arguments \subseteq Elements(Slots) \ {Control}
  /\ IsIrreversible(t) => \E slot \in DOMAIN tool.arguments : tool.arguments[slot] = "trusted"
\* Time is what an endorsement is about: none is over the moment it is given.
ASSUME Settings.endorsementTime >= 1
\* What was given a whole horizon ago is over: see Tick.
ASSUME Sliding => Horizon >= Settings.endorsementTime

-------------------------------------------------------------------------------
(* What happened, read from what is kept. Nothing here looks at a status, a label, a guard or a rule. *)

Opened     == { c \in Conversations : conv[c].status # "absent" }
Written(c) == { v \in Values : val[c][v].status # "absent" }
Made(c)    == { k \in Calls : call[c][k].status # "absent" }
Stored     == { r \in Resources : res[r].status # "absent" }
Given      == { e \in Endorsements : endo[e].status # "absent" }

(* Where a value comes from. It is told as a set of origins: what was said of each at the door, that is its sources and who may
   read it, and all the ways by which it came from there. *)

Origin(label)  == [sources |-> label.sources, readers |-> label.readers, anyone |-> label.anyone, ways |-> {}]
By(way, from)  == { [o EXCEPT !.ways = @ \cup {way}] : o \in from }
\* What only told something, and was never seen: it decides what an agent does, and nobody can read it there.
Telling(from)  == { [o EXCEPT !.readers = {}, !.anyone = TRUE] : o \in from }

RECURSIVE From(_, _), View(_, _, _, _)
From(c, v) == LET o == val[c][v].origin IN
  CASE o.how = "ingest" ->
         { Origin([sources |-> {o.source}, readers |-> o.readers.readers, anyone |-> o.readers.anyone]) }
    [] o.how = "derive" ->
         By("derivation", UNION { From(c, i) : i \in o.inputs }) \cup View(c, o.seen, "context", "verdicts")
    [] o.how = "result" -> LET k == call[c][o.call] IN
         By("tools", { Origin(AddedBy(k.tool, conv[c].initiator)) } \cup UNION { From(c, a.value) : a \in k.plan })
    [] o.how = "read" -> LET w == o.wrote IN
         IF w.conversation = Nothing
         THEN { Origin(UnknownTo(conv[c].initiator)) }
         ELSE By("stores", From(w.conversation, w.value)) \cup View(w.conversation, w.seen, "choice", "choice")

\* What a conversation had in view when it had seen n values: those that were shown by then, and what those told that were only
\* read; and what its parent had in view when it began. The first two are said to come by the ways that are given.
View(c, n, shown, read) ==
  LET seen == { v \in Written(c) : val[c][v].shownAt \in 1..n }
      told == { v \in Written(c) : val[c][v].readAt \in 1..n } \ seen
  IN  By(shown, UNION { From(c, v) : v \in seen })
      \cup By(read, Telling(UNION { From(c, v) : v \in told }))
      \cup IF conv[c].parent = Nothing THEN {}
           ELSE By("delegation", View(conv[c].parent, conv[c].parentSeen, shown, read))
ViewOf(c, n) == View(c, n, "context", "verdicts")

Sound(from)     == \A o \in from : o.sources \subseteq Settings.trusted
MayRead(x, from) == \A o \in from : o.anyone \/ x \in o.readers
AnyoneMay(from) == \A o \in from : o.anyone

\* Of a call: the arguments that it ran on, and those of them that its tool wants to trust and for which nobody vouched.
ArgumentsOf(c, k) == UNION { From(c, a.value) : a \in call[c][k].plan }
IsVouched(c, k, slot) == \E n \in call[c][k].endorsements : n.slot = slot
TakenAsTrusted(c, k) == { a \in call[c][k].plan : NeedsTrust(call[c][k].tool, a.slot) /\ ~IsVouched(c, k, a.slot) }
\* All values that were trusted so, each with its conversation.
Relied == UNION { UNION { { <<c, a.value>> : a \in TakenAsTrusted(c, k) } : k \in Made(c) } : c \in Opened }

\* What was written to a resource: the value, and what the conversation had in view that chose it.
WritingOf(w) == From(w.conversation, w.value) \cup ViewOf(w.conversation, w.seen)

\* Of an endorsement: how it was used; whether somebody has ended it; when its time is over.
UsesOf(e)    == Elements(endo[e].uses)
IsEnded(e)   == endo[e].ended.how # "none"
IsOver(e)    == endo[e].uses # <<>> \/ IsEnded(e)
EndOf(e)     == endo[e].at + Settings.endorsementTime
SealedIn(e)  == UNION { From(endo[e].conversation, s.value) : s \in endo[e].sealed }
CallOf(use)  == call[use.conversation][use.call]

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* On what calls run *)

\* No call runs on an argument that its tool wants to trust and that comes from a source that isn't trusted, unless a person
\* vouched for it.
NoTaintedDestructiveCall == \A r \in Relied : Sound(From(r[1], r[2]))

\* Nothing is made clean on its way: not as it comes in,
NoLaunderingAtTheDoor == \A r \in Relied : LET o == val[r[1]][r[2]].origin IN
  o.how = "ingest" => o.source \in Settings.trusted
\* nor in the mind of an agent that has seen it, in whichever words it says it again, or has only been told of it,
NothingCame(way) == \A r \in Relied : Sound({ o \in From(r[1], r[2]) : way \in o.ways })
NoLaunderingThroughContext    == NothingCame("context")
NoLaunderingThroughVerdicts   == NothingCame("verdicts")
\* nor where something is made of it; by a tool that works on it, or brings it; or in the hands of a sub-agent;
NoLaunderingThroughDerivation == NothingCame("derivation")
NoLaunderingThroughTools      == NothingCame("tools")
NoLaunderingThroughDelegation == NothingCame("delegation")
\* nor where it is stored for a later session, or decides which of many harmless things is stored.
NoLaunderingThroughStores     == NothingCame("stores")
NoLaunderingThroughChoice     == NothingCame("choice")

\* What nobody knows the origin of is not trusted.
NoTrustInTheUnknown == \A r \in Relied : \A o \in From(r[1], r[2]) : Unknown \notin o.sources

\* In a strict conversation nothing that can't be taken back is done while something from a source that isn't trusted is in
\* view, unless a person vouched for the decision.
NoTaintedDecisionToAct == \A c \in Opened : \A k \in Made(c) :
  conv[c].mode = "strict" /\ IsIrreversible(call[c][k].tool) /\ ~IsVouched(c, k, Control) => Sound(ViewOf(c, call[c][k].seen))

\* A resource that was written soundly is never overwritten with anything else: who may act on it later is not decided by
\* whoever gets something stored.
TrustedResourcesStayTrustedStep == \A r \in Stored :
  res'[r] # res[r] /\ Sound(WritingOf(res[r].wrote)) => Sound(WritingOf(res'[r].wrote))
TrustedResourcesStayTrusted     == [][TrustedResourcesStayTrustedStep]_vars

\* A call is answered once.
OneResultPerCall == \A c \in Opened : \A k \in Made(c) : Len(call[c][k].results) <= 1

(* Who gets to read it *)

\* Nothing goes to anybody who may not read it. What is sent without saying to whom may be read by anyone.
NoLeakToOutsiders == \A c \in Opened : \A k \in Made(c) : LET q == call[c][k]  from == ArgumentsOf(c, k) IN
  /\ \A x \in q.recipients : MayRead(x, from)
  /\ EffectOf(q.tool) = "egress" /\ q.recipients = {} => AnyoneMay(from)

\* In a strict conversation nothing goes to anybody who may not read what was in view: that something was sent tells, too.
NoLeakByChoice == \A c \in Opened : \A k \in Made(c) : LET q == call[c][k]  view == ViewOf(c, q.seen) IN
  conv[c].mode = "strict" =>
    /\ \A x \in q.recipients : MayRead(x, view)
    /\ EffectOf(q.tool) = "egress" /\ q.recipients = {} => AnyoneMay(view)

\* What is shown in a conversation may be read by all who follow it,
NoLeakToTheAudience == \A c \in Opened : \A v \in Written(c) :
  val[c][v].shownAt > 0 => \A x \in conv[c].audience : MayRead(x, From(c, v))

\* and what somebody vouches for by whoever does.
NoLeakToEndorsers == \A e \in Given : MayRead(Id(endo[e].by), SealedIn(e))

(* Who vouches *)

\* A person of the tenant vouches, who has a role for it, has signed, and is not the one for whom the agent acts.
OnlyHumansEndorse        == \A e \in Given : Actors[endo[e].by].kind = "human"
NoSelfEndorsement        == \A e \in Given : endo[e].by # conv[endo[e].conversation].initiator
NoCrossTenantEndorsement == \A e \in Given : Tenant(endo[e].by) = Settings.tenant
OnlyEligibleEndorse      == \A e \in Given : Actors[endo[e].by].roles \cap Settings.endorsers # {}
NoUnsignedEndorsement    == \A e \in Given : endo[e].signature = "good"

(* What an endorsement is good for *)

\* It is good for what the person has seen: for one value in one argument, or for all that a call runs on;
EndorsementBindsTheValue == \A e \in Given : \A u \in UsesOf(e) :
  LET sealed == { [slot |-> s.slot, digest |-> s.digest] : s \in endo[e].sealed }
      ran    == { [slot |-> a.slot, digest |-> a.digest] : a \in CallOf(u).plan }
  IN  IF endo[e].slot = Control THEN ran = sealed ELSE sealed \subseteq ran
\* for one tool, in that argument and no other, and in one conversation.
EndorsementBindsTheTool      == \A e \in Given : \A u \in UsesOf(e) : CallOf(u).tool = endo[e].tool
EndorsementBindsTheArgument  == \A e \in Given : \A u \in UsesOf(e) : u.slot = endo[e].slot
\* So nobody's call runs on their own word either: nobody vouches in a conversation of their own.
EndorsementIsNotTransferable == \A e \in Given : \A u \in UsesOf(e) : u.conversation = endo[e].conversation

\* It is good once, and for a while.
EndorsedOnce     == \A e \in Given : Len(endo[e].uses) <= 1
NoUseAfterExpiry == \A e \in Given : \A u \in UsesOf(e) : u.at < EndOf(e)

\* Nothing runs on what was taken back or is over,
NoUseAfterEndStep == \A e \in Given : IsEnded(e) => endo'[e].uses = endo[e].uses
NoUseAfterEnd     == [][NoUseAfterEndStep]_vars

\* and what was used or has ended stays as it ended: who ended it, when and how is not written over.
EndedNeverChangesStep == \A e \in Given : IsOver(e) => endo'[e].ended = endo[e].ended
EndedNeverChanges     == [][EndedNeverChangesStep]_vars

\* Whoever gave it takes it back, or somebody who administers the tenant; and nobody says early that it was over.
OnlyEndorserOrAdminWithdraws == \A e \in Given : LET end == endo[e].ended IN
  end.how = "withdrawn" => end.by = endo[e].by \/ (Tenant(end.by) = Settings.tenant /\ "admin" \in Actors[end.by].roles)
NoEarlyExpiry == \A e \in Given : endo[e].ended.how = "expired" => endo[e].ended.at >= EndOf(e)

(* What happens some day (see Fairness) *)

\* Every endorsement is used, taken back or expires, if time passes and somebody sweeps.
EveryEndorsementEnds == \A e \in Endorsements : e \in Given ~> (e \in Given /\ IsOver(e))

(* What is kept *)

Ticks == 0..Horizon
Signatures == {"good", "none", "foreign", "namesake", "misstated"}
IsListOf(s, set) == DOMAIN s = 1..Len(s) /\ Elements(s) \subseteq set

Tools       == DOMAIN Settings.tools \cup { f.tool : f \in Elements(Forms) }
Ids         == { Id(a) : a \in DOMAIN Actors }
AllSources  == Sources \cup {Unknown} \cup UNION { t.adds.sources : t \in Elements(Settings.tools) }
AllReaders  == Ids \cup UNION { r.readers : r \in Elements(Readers) } \cup UNION { t.adds.readers : t \in Elements(Settings.tools) }
MaxSeen     == 2 * Cardinality(Values)

IsReaders(r) == r.anyone \in BOOLEAN /\ r.readers \subseteq AllReaders /\ (r.anyone => r.readers = {})
IsLabel(l)   == DOMAIN l = {"sources", "readers", "anyone"} /\ l.sources \subseteq AllSources /\ IsReaders(l)

NoReaders == [readers |-> {}, anyone |-> FALSE]
NoWriting == [conversation |-> Nothing, value |-> Nothing, seen |-> 0]
NoOrigin  == [how |-> "none", source |-> Nothing, readers |-> NoReaders, inputs |-> {}, seen |-> 0, call |-> Nothing,
              resource |-> Nothing, wrote |-> NoWriting]
NoEnd     == [how |-> "none", by |-> Nothing, at |-> NotYet]

IsWriting(w) == w.conversation \in Opened /\ w.value \in Written(w.conversation) /\ w.seen \in 0..conv[w.conversation].seen
IsOrigin(o, c) ==
  /\ DOMAIN o = DOMAIN NoOrigin
  /\ CASE o.how = "ingest" -> /\ o.source \in Sources /\ o.readers \in Elements(Readers)
                              /\ o = [NoOrigin EXCEPT !.how = "ingest", !.source = o.source, !.readers = o.readers]
       [] o.how = "derive" -> /\ o.inputs \subseteq Written(c) /\ o.seen \in 0..conv[c].seen
                              /\ o = [NoOrigin EXCEPT !.how = "derive", !.inputs = o.inputs, !.seen = o.seen]
       [] o.how = "result" -> o.call \in Made(c) /\ o = [NoOrigin EXCEPT !.how = "result", !.call = o.call]
       [] o.how = "read"   -> /\ o.resource \in Resources /\ (o.wrote = NoWriting \/ IsWriting(o.wrote))
                              /\ o = [NoOrigin EXCEPT !.how = "read", !.resource = o.resource, !.wrote = o.wrote]
       [] OTHER -> FALSE

IsConversation(q) ==
  /\ DOMAIN q = {"status", "initiator", "audience", "mode", "parent", "parentSeen", "at", "label", "seen"}
  /\ q.status = "open"
  /\ q.initiator \in DOMAIN Actors
  /\ q.audience \in Elements(Audiences)
  /\ q.mode \in {"strict", "value"}
  /\ IF q.parent = Nothing THEN q.parentSeen = 0
     ELSE LET p == conv[q.parent] IN /\ q.parent \in Opened /\ q.parentSeen \in 0..p.seen
                                     /\ <<q.initiator, q.audience, q.mode>> = <<p.initiator, p.audience, p.mode>>
  /\ q.at \in Ticks
  /\ IsLabel(q.label)
  /\ q.seen \in 0..MaxSeen

IsValue(q, c) ==
  /\ DOMAIN q = {"status", "digest", "label", "by", "at", "origin", "readAt", "shownAt"}
  /\ q.status = "written"
  /\ q.digest \in Digests
  /\ IsLabel(q.label)
  /\ q.by \in DOMAIN Actors
  /\ q.at \in Ticks
  /\ IsOrigin(q.origin, c)
  /\ q.readAt \in 0..conv[c].seen /\ (q.origin.how = "read" <=> q.readAt > 0)
  /\ q.shownAt \in 0..conv[c].seen /\ (q.shownAt > 0 => q.readAt < q.shownAt)
\* Each place in a conversation is that of one value.
Places(c) == { <<v, val[c][v].readAt>> : v \in Written(c) } \cup { <<v, val[c][v].shownAt>> : v \in Written(c) }
EachHasItsPlace(c) == \A n \in 1..conv[c].seen : Cardinality({ p \in Places(c) : p[2] = n }) = 1

IsSealed(s, c) == /\ DOMAIN s = {"slot", "value", "digest"} /\ s.slot \in Elements(Slots) \ {Control}
                  /\ s.value \in Written(c) /\ s.digest = val[c][s.value].digest
IsPlan(plan, c) == /\ \A s \in plan : IsSealed(s, c)
                   /\ \A s, t \in plan : s = t \/ s.slot # t.slot

IsCall(q, c) ==
  /\ DOMAIN q = {"status", "by", "tool", "plan", "recipients", "endorsements", "label", "seen", "at", "results"}
  /\ q.status = IF q.results = <<>> THEN "called" ELSE "returned"
  /\ q.by \in DOMAIN Actors
  /\ q.tool \in Tools
  /\ IsPlan(q.plan, c)
  /\ q.recipients \in { f.recipients : f \in Elements(Forms) }
  /\ \A n \in q.endorsements : DOMAIN n = {"slot", "endorsement"} /\ n.slot \in Elements(Slots) /\ n.endorsement \in Given
  /\ IsLabel(q.label)
  /\ q.seen \in 0..conv[c].seen
  /\ q.at \in Ticks
  /\ IsListOf(q.results, Written(c))

IsResource(q) ==
  /\ DOMAIN q = {"status", "digest", "label", "wrote", "by", "at"}
  /\ q.status = "labelled"
  /\ IsWriting(q.wrote)
  /\ q.digest = val[q.wrote.conversation][q.wrote.value].digest
  /\ IsLabel(q.label)
  /\ q.by \in DOMAIN Actors
  /\ q.at \in Ticks

Use    == [conversation: Conversations, call: Calls, slot: Elements(Slots), at: Ticks]
Ending == [how: {"withdrawn", "expired"}, by: DOMAIN Actors, at: Ticks]

IsEndorsement(q) ==
  /\ DOMAIN q = {"status", "conversation", "tool", "slot", "sealed", "by", "signature", "at", "expiresAt", "uses", "ended"}
  /\ q.status = IF q.ended # NoEnd THEN q.ended.how ELSE IF q.uses # <<>> THEN "used" ELSE "granted"
  /\ q.conversation \in Opened
  /\ q.tool \in Tools
  /\ q.slot \in Elements(Slots)
  /\ IsPlan(q.sealed, q.conversation) /\ (q.slot # Control => { s.slot : s \in q.sealed } = {q.slot})
  /\ q.by \in DOMAIN Actors
  /\ q.signature \in Signatures
  /\ q.at \in Ticks
  /\ q.expiresAt = q.at + Settings.endorsementTime
  /\ IsListOf(q.uses, Use) /\ \A u \in Elements(q.uses) : u.call \in Made(u.conversation)
  /\ q.ended = NoEnd \/ q.ended \in Ending

TypeOK == /\ now \in Ticks
          /\ DOMAIN conv = Conversations /\ DOMAIN val = Conversations /\ DOMAIN call = Conversations
          /\ DOMAIN res = Resources /\ DOMAIN endo = Endorsements
          /\ \A c \in Conversations :
               /\ conv[c] = [status |-> "absent"] \/ IsConversation(conv[c])
               /\ DOMAIN val[c] = Values /\ \A v \in Values : val[c][v] = [status |-> "absent"] \/ IsValue(val[c][v], c)
               /\ DOMAIN call[c] = Calls /\ \A k \in Calls : call[c][k] = [status |-> "absent"] \/ IsCall(call[c][k], c)
               /\ IF c \in Opened THEN EachHasItsPlace(c) ELSE Written(c) = {} /\ Made(c) = {}
          /\ \A r \in Resources : res[r] = [status |-> "absent"] \/ IsResource(res[r])
          /\ \A e \in Endorsements : endo[e] = [status |-> "absent"] \/ IsEndorsement(endo[e])

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Open      == Opened = {}
Never_Written   == \A c \in Opened : Written(c) = {}
Never_Called    == \A c \in Opened : \A k \in Made(c) : call[c][k].status # "called"
Never_Returned  == \A c \in Opened : \A k \in Made(c) : call[c][k].status # "returned"
Never_Labelled  == Stored = {}
Never_Is(status) == \A e \in Endorsements : endo[e].status # status
Never_Granted   == Never_Is("granted")
Never_Used      == Never_Is("used")
Never_Withdrawn == Never_Is("withdrawn")
Never_Expired   == Never_Is("expired")

\* Something from a source that isn't trusted comes to a value by each of the ways.
Never_Through(way) == \A c \in Opened : \A v \in Written(c) : Sound({ o \in From(c, v) : way \in o.ways })
Never_ThroughContext    == Never_Through("context")
Never_ThroughVerdicts   == Never_Through("verdicts")
Never_ThroughDerivation == Never_Through("derivation")
Never_ThroughTools      == Never_Through("tools")
Never_ThroughDelegation == Never_Through("delegation")
Never_ThroughStores     == Never_Through("stores")
Never_ThroughChoice     == Never_Through("choice")

\* A conversation begins another one after it has seen something, and that a third one.
IsChild(c)      == conv[c].parent # Nothing
Never_Begins    == \A c \in Opened : ~IsChild(c) \/ conv[c].parentSeen = 0
Never_BeginsDeeper == \A c \in Opened : ~IsChild(c) \/ ~IsChild(conv[c].parent)
\* Something is shown to more than one.
Never_ShownToMany == \A c \in Opened : Cardinality(conv[c].audience) < 2 \/ \A v \in Written(c) : val[c][v].shownAt = 0
\* What was read is shown later; and it never is, while the conversation goes on.
Never_ReadThenShown == \A c \in Opened : \A v \in Written(c) : val[c][v].readAt = 0 \/ val[c][v].shownAt = 0
Never_ReadAndLeft   == \A c \in Opened : \A v \in Written(c) :
  val[c][v].origin.how = "derive" => \A w \in Written(c) : val[c][w].readAt = 0 \/ val[c][w].shownAt > 0
\* Something is stored a moment after it came in.
Never_StoredLater   == \A r \in Stored : LET w == res[r].wrote IN res[r].at = val[w.conversation][w.value].at
\* What nobody has written is read.
Never_UnknownIsRead == \A c \in Opened : \A v \in Written(c) : LET o == val[c][v].origin IN
  o.how = "read" => o.wrote.conversation # Nothing
\* What is read is not what the resource has kept: somebody has changed it.
Never_ReadsAnother == \A c \in Opened : \A v \in Written(c) : LET o == val[c][v].origin IN
  o.how = "read" /\ o.resource \in Stored => o.wrote.conversation # Nothing
\* A command runs on what was stored, and nobody had to vouch for it.
Never_RunsOnWhatWasStored == \A r \in Relied : val[r[1]][r[2]].origin.how # "read"

\* What can't be taken back is done in a strict conversation: on nobody's word, and on somebody's; something is sent to
\* somebody, to anybody, and on somebody's word.
CallsThat(holds(_, _)) == UNION { { <<c, k>> : k \in { k \in Made(c) : holds(c, k) } } : c \in Opened }
ToolOf(c, k)      == call[c][k].tool
Acts(c, k)        == conv[c].mode = "strict" /\ IsIrreversible(ToolOf(c, k))
Sends(c, k)       == EffectOf(ToolOf(c, k)) = "egress"
IsOpenly(c, k)    == call[c][k].recipients = {}
Never_Acts        == \A q \in CallsThat(Acts) : IsVouched(q[1], q[2], Control)
Never_ActsOnAWord == \A q \in CallsThat(Acts) : ~IsVouched(q[1], q[2], Control)
Never_Sends       == \A q \in CallsThat(Sends) : IsOpenly(q[1], q[2])
Never_SendsOpenly == \A q \in CallsThat(Sends) : ~IsOpenly(q[1], q[2])
Never_SendsOnAWord == \A q \in CallsThat(Sends) : call[q[1]][q[2]].endorsements = {}

\* Somebody vouches for a call that takes no arguments; for somebody else's, who has a conversation of their own; twice for one
\* call; and two that were given are used.
Never_VouchesForNothing == \A e \in Given : endo[e].sealed # {}
Never_VouchesForOthers  == \A e \in Given : \A c \in Opened : endo[e].by # conv[c].initiator
Never_VouchedTwice  == \A c \in Opened : \A k \in Made(c) : Cardinality(call[c][k].endorsements) < 2
Never_TwoAreUsed    == Cardinality({ e \in Given : endo[e].uses # <<>> }) < 2

\* Whoever gave it takes it back; so does somebody who administers, a person and a service; it is swept late; it is used at the
\* last moment at which it is good.
TakenBack == { e \in Given : endo[e].ended.how = "withdrawn" }
Never_EndorserWithdraws == \A e \in TakenBack : endo[e].ended.by # endo[e].by
Never_AdminWithdraws(kind) == \A e \in TakenBack : endo[e].ended.by = endo[e].by \/ Actors[endo[e].ended.by].kind # kind
Never_PersonWithdraws   == Never_AdminWithdraws("human")
Never_ServiceWithdraws  == Never_AdminWithdraws("service")
Never_SweptLate         == \A e \in Given : endo[e].ended.how = "expired" => endo[e].ended.at <= EndOf(e)
Never_UsedAtLast        == \A e \in Given : \A u \in UsesOf(e) : u.at = endo[e].at \/ u.at < EndOf(e) - 1

\* What came from outside in one session runs as a sub-agent's command in another one, because a person vouched for it: after
\* it was shown there, and where it was only read.
Carried(ways) == \E c \in Opened : IsChild(c) /\ \E k \in Made(c) : \E a \in call[c][k].plan :
  ~Sound({ o \in From(c, a.value) : ways \subseteq o.ways })
Never_IsCarried       == ~Carried({"context", "stores", "delegation"})
Never_IsCarriedUnseen == ~Carried({"verdicts", "choice", "delegation"})

-------------------------------------------------------------------------------
(* THE MACHINE *)

GuardsOf ==
  [ show     |-> { "readersIncludeAudience" },
    call     |-> { "sinkArgumentIsTrusted", "controlIsTrusted", "readersIncludeRecipient", "controlReadersIncludeRecipient",
                   "endorsementNamesTheValue", "endorsementNamesTheTool", "endorsementNamesTheArgument",
                   "endorsementIsOfTheConversation", "endorsementIsLive", "endorsementIsUnused", "endorsementIsUnexpired" },
    result   |-> { "callAwaitsResult" },
    write    |-> { "trustedResourceStaysTrusted" },
    endorse  |-> { "endorserIsHuman", "endorserIsNotInitiator", "endorserIsOfTenant", "endorserIsEligible",
                   "endorsementIsSigned", "endorserMayReadIt" },
    withdraw |-> { "endorsementIsOpen", "withdrawerIsEndorserOrAdmin" },
    expire   |-> { "endorsementIsOpen", "expiryIsDue" },
    rule     |-> { "sourcesUnite", "readersIntersect", "ingestNamesTheSource", "contextJoinsWhatIsShown",
                   "contextJoinsWhatIsRead", "outputJoinsInputs", "outputJoinsContext", "resultJoinsArguments",
                   "resultAddsTheTool", "childStartsWithParent", "writeJoinsValue", "writeJoinsContext",
                   "storedTaintReturns", "unknownIsUntrusted" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

(* Labels *)

Bottom == [sources |-> {}, readers |-> {}, anyone |-> TRUE]

\* What joins two labels comes from all sources of both, and may be read by whoever may read both.
United(some, others) == Rule("sourcesUnite", some \cup others, some \cap others)
Common(r, s) == IF r.anyone THEN s ELSE IF s.anyone THEN r ELSE [readers |-> r.readers \cap s.readers, anyone |-> FALSE]
Either(r, s) == IF r.anyone \/ s.anyone THEN [readers |-> {}, anyone |-> TRUE]
                ELSE [readers |-> r.readers \cup s.readers, anyone |-> FALSE]
ReadersOf(l) == [readers |-> l.readers, anyone |-> l.anyone]
Join(l, m) == LET r == Rule("readersIntersect", Common(ReadersOf(l), ReadersOf(m)), Either(ReadersOf(l), ReadersOf(m))) IN
  [sources |-> United(l.sources, m.sources), readers |-> r.readers, anyone |-> r.anyone]

\* Any number of labels, joined to Bottom one by one. A broken join to Bottom is Bottom, whatever is joined, so that one join
\* stands for all of them.
JoinAll(labels) ==
  LET open == \A l \in labels : l.anyone
  IN  Join(Bottom, [ sources |-> UNION { l.sources : l \in labels },
                     readers |-> IF open THEN {} ELSE { x \in UNION { l.readers : l \in labels } :
                                                          \A l \in labels : l.anyone \/ x \in l.readers },
                     anyone  |-> open ])

IsTrusted(l) == l.sources \subseteq Settings.trusted
IsReadBy(set, l) == l.anyone \/ set \subseteq l.readers

(* What is planned, and who vouches for it *)

\* The values of a form in a conversation, which all have to be there; and the endorsements that it names.
AreThere(c, f) == c \in Opened /\ Elements(f.plan) \subseteq Written(c)
PlanOf(c, f)   == { [slot |-> s, value |-> f.plan[s], digest |-> val[c][f.plan[s]].digest] : s \in DOMAIN f.plan }
NamedBy(f)     == { [slot |-> s, endorsement |-> f.endorsements[s]] : s \in DOMAIN f.endorsements }
LabelsOf(c, plan) == { val[c][a.value].label : a \in plan }
Digested(plan) == { [slot |-> a.slot, digest |-> a.digest] : a \in plan }

\* What an endorsement has sealed is what would run: where it is of an argument, at that one; where it is of the decision, all.
IsOfThePlan(q, plan) ==
  IF q.slot = Control THEN Digested(plan) = Digested(q.sealed) ELSE Digested(q.sealed) \subseteq Digested(plan)
\* Not even two slots of one call share one.
IsUnused(n, named) == endo[n.endorsement].uses = <<>> /\ \A m \in named : m.endorsement = n.endorsement => m = n

(* The status follows from what is kept *)

WeighedCall(q) == [q EXCEPT !.status = IF q.results = <<>> THEN "called" ELSE "returned"]
Weighed(q)     == [q EXCEPT !.status = IF q.ended.how # "none" THEN q.ended.how ELSE IF q.uses # <<>> THEN "used" ELSE "granted"]

\* One more thing that is there, or one that has changed.
With(f, x, value) == [ y \in DOMAIN f |-> IF y = x THEN value ELSE f[y] ]

BecomeConversation(c, q) == conv' = With(conv, c, q) /\ UNCHANGED <<mut, now, val, call, res, endo>>
WithValue(c, v, q)       == With(val, c, With(val[c], v, q))
BecomeEndorsement(e, q)  == endo' = With(endo, e, Weighed(q)) /\ UNCHANGED <<mut, now, conv, val, call, res>>

\* A value that is new, and by nobody seen.
NewValue(by, digest, label, origin) ==
  [status |-> "written", digest |-> digest, label |-> label, by |-> by, at |-> now, origin |-> origin, readAt |-> 0, shownAt |-> 0]

(* What happens. An action on what is not there, or that brings into being what is, is no step at all. Who says it is looked at
   where a guard asks. The order of the guards means nothing. *)

Open(c, by, initiator, audience, mode) ==
  /\ c \notin Opened
  /\ BecomeConversation(c, [ status |-> "open", initiator |-> initiator, audience |-> Audiences[audience], mode |-> mode,
                             parent |-> Nothing, parentSeen |-> 0, at |-> now, label |-> Bottom, seen |-> 0 ])

Spawn(c, parent, by) == LET p == conv[parent] IN
  /\ c \notin Opened /\ parent \in Opened
  /\ BecomeConversation(c, [ status |-> "open", initiator |-> p.initiator, audience |-> p.audience, mode |-> p.mode,
                             parent |-> parent, parentSeen |-> p.seen, at |-> now,
                             label |-> Rule("childStartsWithParent", p.label, Bottom), seen |-> 0 ])

Ingest(c, v, by, source, readers, digest) == LET r == Readers[readers] IN
  /\ c \in Opened /\ v \notin Written(c)
  /\ val' = WithValue(c, v, NewValue(by, digest,
       [sources |-> Rule("ingestNamesTheSource", {source}, {}), readers |-> r.readers, anyone |-> r.anyone],
       [NoOrigin EXCEPT !.how = "ingest", !.source = source, !.readers = r]))
  /\ UNCHANGED <<mut, now, conv, call, res, endo>>

\* What was shown before is where it was.
Show(c, v, by) == LET k == conv[c]  q == val[c][v] IN
  /\ c \in Opened /\ v \in Written(c)
  /\ Guard("readersIncludeAudience", "show", IsReadBy(k.audience, q.label))
  /\ LET label == Rule("contextJoinsWhatIsShown", Join(k.label, q.label), k.label)
         seen  == IF q.shownAt = 0 THEN k.seen + 1 ELSE k.seen
     IN  /\ conv' = With(conv, c, [k EXCEPT !.label = label, !.seen = seen])
         /\ val' = WithValue(c, v, [q EXCEPT !.shownAt = IF @ = 0 THEN seen ELSE @])
  /\ UNCHANGED <<mut, now, call, res, endo>>

Derive(c, v, by, inputs, digest) == LET from == Inputs[inputs] IN
  /\ c \in Opened /\ v \notin Written(c) /\ from \subseteq Written(c)
  /\ val' = WithValue(c, v, NewValue(by, digest,
       Join(Rule("outputJoinsInputs", JoinAll({ val[c][i].label : i \in from }), Bottom),
            Rule("outputJoinsContext", conv[c].label, Bottom)),
       [NoOrigin EXCEPT !.how = "derive", !.inputs = from, !.seen = conv[c].seen]))
  /\ UNCHANGED <<mut, now, conv, call, res, endo>>

\* Every endorsement that is named is asked all that an endorsement is asked, whether it is needed or not.
Call(c, k, by, form) ==
  LET q          == conv[c]
      f          == Forms[form]
      plan       == PlanOf(c, f)
      named      == NamedBy(f)
      label      == JoinAll(LabelsOf(c, plan))
      isStrict   == q.mode = "strict"
      isNamed(s) == s \in DOMAIN f.endorsements
      of(n)      == endo[n.endorsement]
      uses(e)    == LET slots == SelectSeq(Slots, LAMBDA s : [slot |-> s, endorsement |-> e] \in named) IN
                    [ i \in DOMAIN slots |-> [conversation |-> c, call |-> k, slot |-> slots[i], at |-> now] ]
  IN
  /\ AreThere(c, f) /\ k \notin Made(c) /\ { n.endorsement : n \in named } \subseteq Given
  /\ Guard("sinkArgumentIsTrusted", "call",
           \A a \in plan : NeedsTrust(f.tool, a.slot) => IsTrusted(val[c][a.value].label) \/ isNamed(a.slot))
  /\ Guard("controlIsTrusted", "call", isStrict /\ IsIrreversible(f.tool) => IsTrusted(q.label) \/ isNamed(Control))
  /\ Guard("readersIncludeRecipient", "call",
           IsReadBy(f.recipients, label) /\ (EffectOf(f.tool) = "egress" => f.recipients # {} \/ label.anyone))
  /\ Guard("controlReadersIncludeRecipient", "call",
           isStrict => /\ IsReadBy(f.recipients, q.label)
                       /\ EffectOf(f.tool) = "egress" /\ f.recipients = {} => q.label.anyone)
  /\ Guard("endorsementNamesTheValue",       "call", \A n \in named : IsOfThePlan(of(n), plan))
  /\ Guard("endorsementNamesTheTool",        "call", \A n \in named : of(n).tool = f.tool)
  /\ Guard("endorsementNamesTheArgument",    "call", \A n \in named : of(n).slot = n.slot)
  /\ Guard("endorsementIsOfTheConversation", "call", \A n \in named : of(n).conversation = c)
  /\ Guard("endorsementIsLive",              "call", \A n \in named : of(n).ended = NoEnd)
  /\ Guard("endorsementIsUnused",            "call", \A n \in named : IsUnused(n, named))
  /\ Guard("endorsementIsUnexpired",         "call", \A n \in named : now < of(n).expiresAt)
  /\ call' = With(call, c, With(call[c], k,
       [ status |-> "called", by |-> by, tool |-> f.tool, plan |-> plan, recipients |-> f.recipients,
         endorsements |-> named, label |-> label, seen |-> q.seen, at |-> now, results |-> <<>> ]))
  /\ endo' = [ e \in Endorsements |-> IF e \in { n.endorsement : n \in named }
                                      THEN Weighed([endo[e] EXCEPT !.uses = @ \o uses(e)]) ELSE endo[e] ]
  /\ UNCHANGED <<mut, now, conv, val, res>>

\* A result is what the tool made of its arguments. What the agent had in view joins where it looks at it, or leaves it alone.
Result(c, v, k, by, digest) == LET q == call[c][k] IN
  /\ c \in Opened /\ v \notin Written(c) /\ k \in Made(c)
  /\ Guard("callAwaitsResult", "result", q.status = "called")
  /\ val' = WithValue(c, v, NewValue(by, digest,
       Join(Rule("resultJoinsArguments", q.label, Bottom),
            Rule("resultAddsTheTool", AddedBy(q.tool, conv[c].initiator), Bottom)),
       [NoOrigin EXCEPT !.how = "result", !.call = k]))
  /\ call' = With(call, c, With(call[c], k, WeighedCall([q EXCEPT !.results = Append(@, v)])))
  /\ UNCHANGED <<mut, now, conv, res, endo>>

Write(r, c, v, by) == LET k == conv[c]  q == val[c][v] IN
  /\ c \in Opened /\ v \in Written(c)
  /\ LET label == Join(Rule("writeJoinsValue", q.label, Bottom), Rule("writeJoinsContext", k.label, Bottom)) IN
     /\ Guard("trustedResourceStaysTrusted", "write", r \in Stored /\ IsTrusted(res[r].label) => IsTrusted(label))
     /\ res' = With(res, r, [ status |-> "labelled", digest |-> q.digest, label |-> label,
                              wrote |-> [conversation |-> c, value |-> v, seen |-> k.seen], by |-> by, at |-> now ])
  /\ UNCHANGED <<mut, now, conv, val, call, endo>>

\* What is found is told by its digest: what somebody has changed since, or nobody has written, has no known origin. That it was
\* read tells the agent something, whether or not it ever looks: its sources join what is in view, and take a place there.
Read(c, v, r, by, digest) == LET k == conv[c] IN
  /\ c \in Opened /\ v \notin Written(c)
  /\ LET isKnown == r \in Stored /\ res[r].digest = digest
         label   == IF isKnown THEN Rule("storedTaintReturns", res[r].label, Bottom)
                    ELSE Rule("unknownIsUntrusted", UnknownTo(k.initiator), Bottom)
     IN  /\ val' = WithValue(c, v, [NewValue(by, digest, label, [NoOrigin EXCEPT !.how = "read", !.resource = r,
                                      !.wrote = IF isKnown THEN res[r].wrote ELSE NoWriting]) EXCEPT !.readAt = k.seen + 1])
         /\ conv' = With(conv, c, [k EXCEPT !.seen = @ + 1,
              !.label.sources = Rule("contextJoinsWhatIsRead", United(@, label.sources), @)])
  /\ UNCHANGED <<mut, now, call, res, endo>>

\* Who vouches has seen the plan of a call: for one argument its value is sealed, for the decision all of them.
Endorse(e, by, c, form, slot, signature) ==
  LET f      == Forms[form]
      slots  == IF slot = Control THEN DOMAIN f.plan ELSE {slot}
      sealed == { [slot |-> s, value |-> f.plan[s], digest |-> val[c][f.plan[s]].digest] : s \in slots }
  IN
  /\ e \notin Given /\ slots \subseteq DOMAIN f.plan
  /\ c \in Opened /\ { f.plan[s] : s \in slots } \subseteq Written(c)
  /\ Guard("endorserIsHuman",        "endorse", Actors[by].kind = "human")
  /\ Guard("endorserIsNotInitiator", "endorse", by # conv[c].initiator)
  /\ Guard("endorserIsOfTenant",     "endorse", Tenant(by) = Settings.tenant)
  /\ Guard("endorserIsEligible",     "endorse", Actors[by].roles \cap Settings.endorsers # {})
  /\ Guard("endorsementIsSigned",    "endorse", signature = "good")
  /\ Guard("endorserMayReadIt",      "endorse", \A a \in sealed : IsReadBy({Id(by)}, val[c][a.value].label))
  /\ BecomeEndorsement(e, [ status |-> "granted", conversation |-> c, tool |-> f.tool, slot |-> slot, sealed |-> sealed,
                            by |-> by, signature |-> signature, at |-> now,
                            expiresAt |-> now + Settings.endorsementTime, uses |-> <<>>, ended |-> NoEnd ])

Finish(e, how, by) == BecomeEndorsement(e, [endo[e] EXCEPT !.ended = [how |-> how, by |-> by, at |-> now]])

Withdraw(e, by) == LET q == endo[e] IN
  /\ e \in Given
  /\ Guard("endorsementIsOpen", "withdraw", q.status = "granted")
  /\ Guard("withdrawerIsEndorserOrAdmin", "withdraw",
           by = q.by \/ (Tenant(by) = Settings.tenant /\ "admin" \in Actors[by].roles))
  /\ Finish(e, "withdrawn", by)

Expire(e) == LET q == endo[e] IN
  /\ e \in Given
  /\ Guard("endorsementIsOpen", "expire", q.status = "granted")
  /\ Guard("expiryIsDue",       "expire", now >= q.expiresAt)
  /\ Finish(e, "expired", Sweeper)

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, every recorded
   moment moves back by one instead, down to 0, and the end of what began at 0 stays where it is. Guards compare moments with
   now alone, so nothing else changes as long as the horizon is no nearer than the end of what began at 0. *)

Earlier(moment) == IF moment > 0 THEN moment - 1 ELSE moment
Aged(q)         == IF q.status = "absent" THEN q ELSE [q EXCEPT !.at = Earlier(@)]
AgedUses(uses)  == [ i \in DOMAIN uses |-> [uses[i] EXCEPT !.at = Earlier(@)] ]
AgedEndorsement(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.at        = Earlier(@),
            !.expiresAt = IF @ > Settings.endorsementTime THEN @ - 1 ELSE @,
            !.uses      = AgedUses(@),
            !.ended     = [@ EXCEPT !.at = Earlier(@)]]

Tick == /\ now < Horizon \/ Sliding
        /\ IF now < Horizon
           THEN now' = now + 1 /\ UNCHANGED <<conv, val, call, res, endo>>
           ELSE /\ now' = now
                /\ conv' = [ c \in Conversations |-> Aged(conv[c]) ]
                /\ val'  = [ c \in Conversations |-> [ v \in Values |-> Aged(val[c][v]) ] ]
                /\ call' = [ c \in Conversations |-> [ k \in Calls |-> Aged(call[c][k]) ] ]
                /\ res'  = [ r \in Resources |-> Aged(res[r]) ]
                /\ endo' = [ e \in Endorsements |-> AgedEndorsement(endo[e]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ conv = [ c \in Conversations |-> [status |-> "absent"] ]
        /\ val  = [ c \in Conversations |-> [ v \in Values |-> [status |-> "absent"] ] ]
        /\ call = [ c \in Conversations |-> [ k \in Calls |-> [status |-> "absent"] ] ]
        /\ res  = [ r \in Resources |-> [status |-> "absent"] ]
        /\ endo = [ e \in Endorsements |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E c \in Conversations, by \in DOMAIN Actors :
       \/ \E initiator \in DOMAIN Actors, audience \in DOMAIN Audiences, mode \in {"strict", "value"} :
            Open(c, by, initiator, audience, mode)
       \/ \E parent \in Conversations : Spawn(c, parent, by)
       \/ \E v \in Values :
            \/ \E source \in Sources, readers \in DOMAIN Readers, digest \in Digests :
                 Ingest(c, v, by, source, readers, digest)
            \/ Show(c, v, by)
            \/ \E inputs \in DOMAIN Inputs, digest \in Digests : Derive(c, v, by, inputs, digest)
            \/ \E k \in Calls, digest \in Digests : Result(c, v, k, by, digest)
            \/ \E r \in Resources : Write(r, c, v, by) \/ \E digest \in Digests : Read(c, v, r, by, digest)
       \/ \E k \in Calls, form \in DOMAIN Forms : Call(c, k, by, form)
       \/ \E e \in Endorsements, form \in DOMAIN Forms, slot \in Elements(Slots), signature \in Signatures :
            Endorse(e, by, c, form, slot, signature)
  \/ \E e \in Endorsements : Expire(e) \/ \E by \in DOMAIN Actors : Withdraw(e, by)

Spec == Init /\ [][Next]_vars

Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Expire" \in Fairness => \A e \in Endorsements : WF_vars(Expire(e))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves this bound by itself.
WithinBounds == /\ \A e \in Given : Len(endo[e].uses) <= Bound.maxUses
                /\ \A c \in Opened : \A k \in Made(c) : Len(call[c][k].results) <= Bound.maxResults

===============================================================================
