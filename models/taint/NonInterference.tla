---------------------------- MODULE NonInterference ----------------------------
(* Outside content is data, and stays data: it decides nothing that can't be taken back.

   Two runs of the machine side by side, and no ghost. They begin alike, and what comes in from a source that nobody trusts is
   another content in each. An agent that has seen the same in both does the same in both; one that has seen something else may
   do anything at all in either, so that whatever an attacker could make it do is among what is tried. What it has seen is what
   was shown to it, and of each thing that it said whether it was taken, or by which guards it was refused. A call that can't be
   taken back, in a conversation that is strict, has to be the same in both: it runs in both on the same, or in neither.

   That is so as long as nobody vouches for anything. People say what they like, in one run and not in the other, and what they
   endorse is to make a difference: then the first one has to be theirs. It is judged, and not followed. An agent that is told
   whether somebody endorsed something learns what people did, and may do something else in each run from then on: so the answer
   to any call that names somebody's word is judged as well, whatever the call would do.

   First what may never be, then the machine, then what must be reachable. Of Taint's machine it leaves out what makes no
   difference here: who may open a conversation, withdraw a word or say that it is over, and how many results a call may have.
   All of that is free, which is more than the machine allows. What is done past the gate is done in both runs at once: whoever
   can do it in one only decides whether a later session may act, since what is trusted there is unknown from then on. *)
EXTENDS Naturals, FiniteSets, Guards

CONSTANTS
  Actors,         \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Readers,        \* ids of actors and addresses: who is meant by "anyone"
  Settings,       \* [tenant, trusted: a set of sources, endorsers: a set of roles, endorsementTime]
  Tools,          \* name -> [effect, needs: the arguments that need trust, adds: [sources, readers]]
  Conversations,  \* name -> [initiator: an actor, audience: a set of readers, mode: "strict" | "value", parent: a conversation or
                  \*  "none", door: handle -> [source, readers]: what has come in, and nobody has looked at]
  Drafts,         \* name -> a set of handles: what an agent may write, with words of its own, and out of what
  Forms,          \* name -> [tool, plan: slot -> handle, recipients: a set of readers, endorsements: slot -> endorsement]
  Resources,
  Horizon,        \* the last moment of the clock
  Commands        \* what is said, each a sequence of its name and its arguments

VARIABLES
  now,    \* a moment, 0 .. Horizon
  runs,   \* the two runs, each as TypeOK has it
  apart,  \* the conversations whose agents have not seen the same in both
  first   \* <<>>, or the first call that is not the same in both: <<what it was in one, what in the other>>

vars == <<mut, now, runs, apart, first>>

Both    == {1, 2}
None    == "none"
Control == "control"
Unknown == "unknown"

\* Nothing comes in under a name that stands for a difference, and nobody trusts what is unknown.
Own(i) == IF i = 1 THEN "inOne" ELSE "inOther"
ASSUME Unknown \notin Settings.trusted
ASSUME \A c \in DOMAIN Conversations : { Own(i) : i \in Both } \cap DOMAIN Conversations[c].door = {}
ASSUME Settings.endorsementTime >= 1
\* As the parser has it: what can't be taken back needs trust in something.
IsFinal(tool) == Tools[tool].effect \in {"destructive", "egress"}
ASSUME \A t \in DOMAIN Tools : IsFinal(t) => Tools[t].needs # {}

IsStrict(c)  == Conversations[c].mode = "strict"
Initiator(c) == Actors[Conversations[c].initiator]

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

\* Where nobody vouches for anything: what can't be taken back is done in both, on the same, or in neither.
NonInterference == first = <<>>

\* An endorsement stands when it is given to nobody else: neither ended, nor used, nor over, and named once in the call.
Stands(call, slot) == LET word == call.named[slot] IN
  /\ ~word.ended /\ word.uses = 0 /\ call.at < word.expiresAt
  /\ Cardinality({ s \in DOMAIN call.named : call.named[s] = word }) = 1

\* It is by somebody who may: a person of the tenant with such a role, who signed, and not the one whom the agent works for.
IsByWhoMay(call, slot) ==
  LET word == call.named[slot]
      by   == Actors[word.by]
      whom == Initiator(call.conversation)
  IN
  /\ by.kind = "human" /\ by.tenant = Settings.tenant /\ by.roles \cap Settings.endorsers # {} /\ word.signed
  /\ <<by.id, by.tenant>> # <<whom.id, whom.tenant>>

\* It is of exactly what ran: there, by this tool, and on this content. One of the decision to act is of all of it.
IsOfWhatRan(call, slot) == LET word == call.named[slot] IN
  /\ word.conversation = call.conversation /\ word.tool = call.tool /\ word.slot = slot
  /\ word.sealed = IF slot = Control THEN call.plan ELSE [ s \in {slot} |-> call.plan[s] ]

IsVouchedFor(call, slot) ==
  slot \in DOMAIN call.named /\ Stands(call, slot) /\ IsByWhoMay(call, slot) /\ IsOfWhatRan(call, slot)

\* The arguments of a call that need trust.
NeedsIn(call) == Tools[call.tool].needs \cap DOMAIN call.plan

\* Where people endorse: the first call that is not the same in both names what somebody vouched for, wherever it ran; what they
\* vouched for is each argument in which it differs, and the decision to act where the agent had not seen the same.
DifferencesStartWithAPerson == first # <<>> => \A i \in Both : LET call == first[i]  other == first[3 - i] IN
  call.ran =>
    /\ \E slot \in DOMAIN call.named : IsVouchedFor(call, slot)
    /\ call.apart => IsVouchedFor(call, Control)
    /\ other.ran => \A slot \in NeedsIn(call) : call.plan[slot] # other.plan[slot] => IsVouchedFor(call, slot)

-------------------------------------------------------------------------------
(* THE MACHINE, said of one run *)

Bottom         == [sources |-> {}, readers |-> Readers]
Trusted(label) == label.sources \subseteq Settings.trusted

\* The label of what is made of several.
JoinOf(labels) == IF labels = {} THEN Bottom ELSE
  LET sources == { label.sources : label \in labels }  readers == { label.readers : label \in labels } IN
  [ sources |-> Rule("sourcesUnite", UNION sources, { s \in UNION sources : \A set \in sources : s \in set }),
    readers |-> Rule("readersIntersect", { r \in UNION readers : \A set \in readers : r \in set }, UNION readers) ]
Join(a, b) == JoinOf({a, b})

GuardsOf ==
  [ show    |-> { "readersIncludeAudience" },
    call    |-> { "sinkArgumentIsTrusted", "controlIsTrusted", "readersIncludeRecipient", "controlReadersIncludeRecipient",
                  "endorsementNamesTheValue", "endorsementNamesTheTool", "endorsementNamesTheArgument",
                  "endorsementIsOfTheConversation", "endorsementIsLive", "endorsementIsUnused", "endorsementIsUnexpired" },
    write   |-> { "trustedResourceStaysTrusted" },
    endorse |-> { "endorserIsHuman", "endorserIsNotInitiator", "endorserIsOfTenant", "endorserIsEligible",
                  "endorsementIsSigned", "endorserMayReadIt" },
    rule    |-> { "sourcesUnite", "readersIntersect", "ingestNamesTheSource", "contextJoinsWhatIsShown",
                  "contextJoinsWhatIsRead", "outputJoinsInputs", "outputJoinsContext", "resultJoinsArguments",
                  "resultAddsTheTool", "childStartsWithParent", "writeJoinsValue", "writeJoinsContext",
                  "storedTaintReturns", "unknownIsUntrusted" } ]
Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

\* One more thing that is there, or one that has changed.
With(f, x, value) == [ y \in DOMAIN f \cup {x} |-> IF y = x THEN value ELSE f[y] ]

(* A content is a set of marks: of what it was made, and by whom. Two contents are the same where their marks are. What comes
   from a source that nobody trusts has the mark of its run. *)
Foreign(sources, i) == IF sources \subseteq Settings.trusted THEN {} ELSE {Own(i)}

Ingested(h, given, i) ==
  [ content |-> {h} \cup Foreign({given.source}, i),
    label   |-> [sources |-> Rule("ingestNamesTheSource", {given.source}, {}), readers |-> given.readers] ]

\* How run i begins. Every conversation is there but the children, and has in it what has come in.
Begun(i) ==
  [ open  |-> { c \in DOMAIN Conversations : Conversations[c].parent = None },
    label |-> [ c \in DOMAIN Conversations |-> Bottom ],
    value |-> [ c \in DOMAIN Conversations |-> LET door == Conversations[c].door IN
                [ h \in DOMAIN door |-> Ingested(h, door[h], i) ] ],
    store |-> [ r \in Resources |-> [content |-> {}, written |-> FALSE, digest |-> {}, label |-> Bottom] ],
    call  |-> [ k \in {} |-> None ],
    word  |-> [ e \in {} |-> None ] ]

\* What becomes of a command in a run q: what is against it, the run after it, and what it tells.
Outcome(q, against, after, told) == [against |-> against, run |-> IF against = {} THEN after ELSE q,
                                     told |-> IF against = {} THEN told ELSE {}]
Against(name, command, holds)    == IF Guard(name, command, holds) THEN {} ELSE {name}
\* Nobody is asked about what is not there, or would be there twice.
OrUnknown(isThere, against)      == IF isThere THEN against ELSE {Unknown}

Has(q, c, h) == h \in DOMAIN q.value[c]
PutValue(q, c, h, content, label) ==
  [q EXCEPT !.value = With(@, c, With(@[c], h, [content |-> content, label |-> label]))]

Spawn(q, c, parent) ==
  Outcome(q, OrUnknown(c \notin q.open /\ parent \in q.open, {}),
    [q EXCEPT !.open = @ \cup {c}, !.label = With(@, c, Rule("childStartsWithParent", @[parent], Bottom))], {})

Show(q, c, h) == LET value == q.value[c][h] IN
  Outcome(q, OrUnknown(Has(q, c, h),
                       Against("readersIncludeAudience", "show", Conversations[c].audience \subseteq value.label.readers)),
    [q EXCEPT !.label = With(@, c, Rule("contextJoinsWhatIsShown", Join(@[c], value.label), @[c]))], value.content)

Derive(q, c, h, draft) == LET inputs == { q.value[c][x] : x \in Drafts[draft] } IN
  Outcome(q, OrUnknown(~Has(q, c, h) /\ \A x \in Drafts[draft] : Has(q, c, x), {}),
    PutValue(q, c, h, {draft} \cup UNION { x.content : x \in inputs },
             Join(Rule("outputJoinsInputs", JoinOf({ x.label : x \in inputs }), Bottom),
                  Rule("outputJoinsContext", q.label[c], Bottom))), {})

(* Calls *)

PlanOf(q, c, form)  == LET plan == Forms[form].plan IN [ s \in DOMAIN plan |-> q.value[c][plan[s]] ]
NamedIn(q, form)    == LET named == Forms[form].endorsements IN [ s \in DOMAIN named |-> q.word[named[s]] ]
Contents(plan)      == [ s \in DOMAIN plan |-> plan[s].content ]

\* What was sealed is what the plan has: of an argument its own, of the decision to act all of it.
NamesTheValue(word, contents) ==
  IF word.slot = Control THEN word.sealed = contents
  ELSE word.slot \in DOMAIN contents /\ word.sealed[word.slot] = contents[word.slot]

AgainstWords(q, c, form) ==
  LET asked    == Forms[form]
      named    == NamedIn(q, form)
      contents == Contents(PlanOf(q, c, form))
  IN
  UNION { LET word == named[s] IN
    UNION { Against("endorsementNamesTheValue",       "call", NamesTheValue(word, contents)),
            Against("endorsementNamesTheTool",        "call", word.tool = asked.tool),
            Against("endorsementNamesTheArgument",    "call", word.slot = s),
            Against("endorsementIsOfTheConversation", "call", word.conversation = c),
            Against("endorsementIsLive",              "call", ~word.ended),
            Against("endorsementIsUnused",            "call",
                    word.uses = 0 /\ \A t \in DOMAIN named : asked.endorsements[t] = asked.endorsements[s] => t = s),
            Against("endorsementIsUnexpired",         "call", now < word.expiresAt) }
    : s \in DOMAIN named }

Call(q, c, k, form) ==
  LET asked == Forms[form]
      tool  == Tools[asked.tool]
      plan  == PlanOf(q, c, form)
      label == JoinOf({ plan[s].label : s \in DOMAIN plan })
      used  == { asked.endorsements[s] : s \in DOMAIN asked.endorsements }
      isThere == /\ k \notin DOMAIN q.call /\ \A s \in DOMAIN asked.plan : Has(q, c, asked.plan[s])
                 /\ used \subseteq DOMAIN q.word
      against == UNION {
        Against("sinkArgumentIsTrusted", "call",
                \A s \in tool.needs \cap DOMAIN plan : Trusted(plan[s].label) \/ s \in DOMAIN asked.endorsements),
        Against("controlIsTrusted", "call",
                IsStrict(c) /\ IsFinal(asked.tool) => Trusted(q.label[c]) \/ Control \in DOMAIN asked.endorsements),
        Against("readersIncludeRecipient", "call",
                /\ tool.effect = "egress" => asked.recipients # {} \/ label.readers = Readers
                /\ asked.recipients \subseteq label.readers),
        Against("controlReadersIncludeRecipient", "call",
                IsStrict(c) => asked.recipients \subseteq q.label[c].readers),
        AgainstWords(q, c, form) }
  IN
  Outcome(q, OrUnknown(isThere, against),
    [q EXCEPT
      !.call = With(@, k, [ conversation |-> c, tool |-> asked.tool, label |-> label,
                            content |-> UNION { plan[s].content : s \in DOMAIN plan } ]),
      !.word = [ e \in DOMAIN @ |-> IF e \in used THEN [@[e] EXCEPT !.uses = 1] ELSE @[e] ]], {})

Result(q, i, c, h, k) ==
  LET call == q.call[k]
      adds == Tools[call.tool].adds
  IN
  Outcome(q, OrUnknown(k \in DOMAIN q.call /\ call.conversation = c /\ ~Has(q, c, h), {}),
    PutValue(q, c, h, {call.tool} \cup call.content \cup Foreign(adds.sources, i),
             Join(Rule("resultJoinsArguments", call.label, Bottom), Rule("resultAddsTheTool", adds, Bottom))), {})

(* Resources *)

Write(q, r, c, h) ==
  LET value == q.value[c][h]
      there == q.store[r]
      label == Join(Rule("writeJoinsValue", value.label, Bottom), Rule("writeJoinsContext", q.label[c], Bottom))
  IN
  Outcome(q, OrUnknown(Has(q, c, h),
                       Against("trustedResourceStaysTrusted", "write",
                               there.written /\ Trusted(there.label) => Trusted(label))),
    [q EXCEPT !.store =
      With(@, r, [content |-> value.content, written |-> TRUE, digest |-> value.content, label |-> label])], {})

\* Somebody puts something there past the gate. What was written last is kept all the same.
Change(q, i, r) == Outcome(q, {}, [q EXCEPT !.store = With(@, r, [@[r] EXCEPT !.content = {r, Own(i)}])], {})

IsKnown(there) == there.written /\ there.digest = there.content

\* Whoever reads where nothing is reads something of which nobody knows anything: that nothing is there tells, too.
Read(q, c, h, r) ==
  LET there == q.store[r]
      label == IF IsKnown(there) THEN Rule("storedTaintReturns", there.label, Bottom)
               ELSE Rule("unknownIsUntrusted", [sources |-> {Unknown}, readers |-> {Initiator(c).id}], Bottom)
      read  == Join(q.label[c], label).sources
  IN
  Outcome(q, OrUnknown(~Has(q, c, h), {}),
    PutValue([q EXCEPT !.label = With(@, c, [@[c] EXCEPT !.sources = Rule("contextJoinsWhatIsRead", read, @)])],
             c, h, there.content, label), {})

(* People *)

Endorse(q, e, by, c, form, slot, signed) ==
  LET asked == Forms[form]
      plan  == PlanOf(q, c, form)
      slots == IF slot = Control THEN DOMAIN plan ELSE {slot}
      who   == Actors[by]
      whom  == Initiator(c)
      isThere == /\ e \notin DOMAIN q.word /\ \A s \in DOMAIN asked.plan : Has(q, c, asked.plan[s])
                 /\ slots \subseteq DOMAIN plan
      against == UNION {
        Against("endorserIsHuman",        "endorse", who.kind = "human"),
        Against("endorserIsNotInitiator", "endorse", <<who.id, who.tenant>> # <<whom.id, whom.tenant>>),
        Against("endorserIsOfTenant",     "endorse", who.tenant = Settings.tenant),
        Against("endorserIsEligible",     "endorse", who.roles \cap Settings.endorsers # {}),
        Against("endorsementIsSigned",    "endorse", signed = "signed"),
        Against("endorserMayReadIt",      "endorse", \A s \in slots : who.id \in plan[s].label.readers) }
  IN
  Outcome(q, OrUnknown(isThere, against),
    [q EXCEPT !.word = With(@, e,
      [ conversation |-> c, tool |-> asked.tool, slot |-> slot, sealed |-> [ s \in slots |-> plan[s].content ],
        by |-> by, signed |-> signed = "signed", expiresAt |-> now + Settings.endorsementTime, uses |-> 0,
        ended |-> FALSE ])], {})

Withdraw(q, e) == Outcome(q, OrUnknown(e \in DOMAIN q.word, {}),
                          [q EXCEPT !.word = With(@, e, [@[e] EXCEPT !.ended = TRUE])], {})

-------------------------------------------------------------------------------
(* TWO RUNS. A command is <<its name, its arguments>>; who says it is the agent of a conversation, or a person. What is done past
   the gate nobody says to it. *)

IsOfPeople(command) == command[1] \in {"Endorse", "Withdraw"}
\* A child is spawned by its parent's agent.
Speaker(command)    == CASE command[1] \in {"Write", "Spawn"} -> command[3]
                         [] command[1] = "Change" -> None
                         [] OTHER -> command[2]

OutcomeIn(i, command) == LET q == runs[i] IN
  CASE command[1] = "Change"   -> Change(q, i, command[2])
    [] command[1] = "Spawn"    -> Spawn(q, command[2], command[3])
    [] command[1] = "Endorse"  -> Endorse(q, command[2], command[3], command[4], command[5], command[6], command[7])
    [] command[1] = "Withdraw" -> Withdraw(q, command[2])
    [] Speaker(command) \notin q.open -> Outcome(q, {Unknown}, q, {})
    [] command[1] = "Show"     -> Show(q, command[2], command[3])
    [] command[1] = "Derive"   -> Derive(q, command[2], command[3], command[4])
    [] command[1] = "Call"     -> Call(q, command[2], command[3], command[4])
    [] command[1] = "Result"   -> Result(q, i, command[2], command[3], command[4])
    [] command[1] = "Write"    -> Write(q, command[2], command[3], command[4])
    [] command[1] = "Read"     -> Read(q, command[2], command[3], command[4])

\* A call as it was in run i, for whoever judges a difference. Where it didn't run there is nothing to tell.
CallIn(i, command, against) == LET form == command[4]  c == command[2] IN
  IF against # {} THEN [ran |-> FALSE] ELSE
  [ ran |-> TRUE, at |-> now, apart |-> c \in apart, conversation |-> c, tool |-> Forms[form].tool,
    plan |-> Contents(PlanOf(runs[i], c, form)), named |-> NamedIn(runs[i], form) ]

\* Whether two calls are the same as far as it matters: they ran, both or neither, on the same in each argument that needs trust.
AreTheSame(one, other) ==
  one.ran = other.ran /\ (one.ran => \A s \in NeedsIn(one) : one.plan[s] = other.plan[s])

\* A call has to be the same in both where it can't be taken back and the conversation is strict. One that names somebody's word
\* differs where another answer comes to it: it tells the agent what people did, whatever the call would do.
Judged(command, against) ==
  IF command[1] # "Call" THEN <<>> ELSE
  LET form     == Forms[command[4]]
      one      == CallIn(1, command, against[1])
      other    == CallIn(2, command, against[2])
      isBound  == IsStrict(command[2]) /\ IsFinal(form.tool)
      isAnswer == command[2] \notin apart /\ DOMAIN form.endorsements # {}
  IN
  IF (isBound /\ ~AreTheSame(one, other)) \/ (isAnswer /\ against[1] # against[2]) THEN <<one, other>> ELSE <<>>

\* An agent that has seen the same says the same in both.
Together(command) ==
  /\ first = <<>> /\ ~IsOfPeople(command) /\ Speaker(command) \notin apart
  /\ LET one == OutcomeIn(1, command)  other == OutcomeIn(2, command) IN
     /\ runs'  = <<one.run, other.run>>
     /\ apart' = IF one.against = other.against /\ one.told = other.told THEN apart ELSE apart \cup {Speaker(command)}
     /\ first' = Judged(command, <<one.against, other.against>>)
  /\ UNCHANGED <<mut, now>>

\* One that has not says what it likes, here in run i; so do people, whatever anybody has seen. A child's agent begins with what
\* its parent's had seen.
Alone(command, i) ==
  /\ first = <<>> /\ (IsOfPeople(command) \/ Speaker(command) \in apart)
  /\ LET said == OutcomeIn(i, command) IN
     /\ runs'  = [runs EXCEPT ![i] = said.run]
     /\ apart' = IF command[1] = "Spawn" /\ said.against = {} THEN apart \cup {command[2]} ELSE apart
     /\ first' = Judged(command, [ j \in Both |-> IF j = i THEN said.against ELSE {Unknown} ])
  /\ UNCHANGED <<mut, now>>

Tick == first = <<>> /\ now < Horizon /\ now' = now + 1 /\ UNCHANGED <<mut, runs, apart, first>>

Init == /\ mut \in MutationSets
        /\ now = 0
        /\ runs = <<Begun(1), Begun(2)>>
        /\ apart = {}
        /\ first = <<>>

Next == Tick \/ \E command \in Commands : Together(command) \/ \E i \in Both : Alone(command, i)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

IsRun(q) == /\ q.open \subseteq DOMAIN Conversations
            /\ DOMAIN q.label = DOMAIN Conversations /\ DOMAIN q.value = DOMAIN Conversations
            /\ \A c \in DOMAIN Conversations : q.label[c].readers \subseteq Readers
            /\ DOMAIN q.store = Resources
            /\ \A k \in DOMAIN q.call : q.call[k].conversation \in q.open
            /\ \A e \in DOMAIN q.word : q.word[e].uses \in 0 .. 1 /\ q.word[e].by \in DOMAIN Actors
TypeOK == /\ now \in 0 .. Horizon
          /\ \A i \in Both : IsRun(runs[i])
          /\ apart \subseteq runs[1].open \cup runs[2].open

\* What runs in both runs, a call that can't be taken back.
RunsInBoth == { k \in DOMAIN runs[1].call \cap DOMAIN runs[2].call :
                runs[1].call[k] = runs[2].call[k] /\ IsFinal(runs[1].call[k].tool) }

Never_Apart          == apart = {}
Never_ChildApart     == \A c \in apart : Conversations[c].parent = None
Never_RunsInBoth     == RunsInBoth = {}
\* Somebody has seen something else, and what can't be taken back still runs in another conversation.
Never_RunsBeside     == apart = {} \/ RunsInBoth = {}
Never_StoredIsTrusted == \A r \in Resources : ~(IsKnown(runs[1].store[r]) /\ Trusted(runs[1].store[r].label))
\* In one run something is where nothing is in the other, or something that may be read by others.
Never_StoresDiffer   == runs[1].store = runs[2].store
Never_Differs        == first = <<>>
Never_DiffersApart   == first # <<>> => \A i \in Both : first[i].ran => ~first[i].apart
Never_DifferBothRan  == first # <<>> => ~(first[1].ran /\ first[2].ran)
Never_UsedInBoth     == ~\E e \in DOMAIN runs[1].word \cap DOMAIN runs[2].word : runs[1].word[e].uses + runs[2].word[e].uses = 2

===============================================================================
