-------------------------------- MODULE Sessions --------------------------------
(* Every call runs as the person, for a minute, once.

   A person opens a session for one agent, in their own name. Within it the agent makes a credential for each call: for one
   tool and for some effects. A credential is good for a minute and for one use: the agent presents it with a call, or hands it
   on to another agent, by which it is spent and a new one made that ends with it. A session ends by its time, when
   its person gives no sign of life for a while, when they log out or when somebody revokes it. And whoever is disabled is
   out at the very next call: no session and no credential of theirs is touched by that, each of them asks.

   First what no run may ever do, told from what happened; then what must be reachable; then the machine. *)
EXTENDS Integers, Sequences, FiniteSets, Guards

CONSTANTS
  Actors,    \* name -> [id, tenant, kind: "human" | "agent" | "service", roles: a set of roles]
  Scopes,    \* name -> a set of [tool, effect]: what a person's agents may do for them, or an agent for anybody
  Asks,      \* name -> [tool, effects: a set of effects]: for what an agent may want a credential
  Uses,      \* name -> [tool, effect]: a call with which a credential may be presented
  Ages,      \* name -> how long before it is offered a factor was signed, below 0 for later than that
  Settings,  \* [tenant, sessionTime, idleTime, credentialTime, factorTime, maxDepth: agents in a chain, maxSessions: live ones
             \*  of a person, sensitive: a set of effects, agents: id of an agent of the tenant -> scope, directory: a set of
             \*  roles]: the policy's part
  Subjects,  \* ids of actors: who may be enrolled
  Sessions,
  Credentials,
  EnablementCap,  \* how often somebody is let in again at most, in this small world
  Horizon,   \* the last moment of the clock
  Sliding,   \* TRUE: time goes on at the horizon and the past recedes instead (for liveness)
  Fairness,  \* which of "Tick", "Open", "Expire" and "Lapse" happen when they always can
  Bound      \* [maxUses]: how far a broken machine is followed

\* effect: "read" | "write" | "destructive"

VARIABLES
  now,       \* a moment, 0 .. Horizon
  subj,      \* subject -> [status |-> "absent"], or what it keeps (see TypeOK)
  sess,      \* session -> the same
  cred       \* credential -> the same

vars == <<mut, now, subj, sess, cred>>

Effects == {"read", "write", "destructive"}
Sweeper == "sweeper"  \* the service that records that sessions and credentials are over
Nothing == "none"     \* what stands for what is not there: a parent, a tool, an effect, somebody
NotYet  == -1         \* what stands for the moment of what has not happened

Elements(s)   == { s[i] : i \in DOMAIN s }
Last(s)       == s[Len(s)]
Max(set)      == CHOOSE x \in set : \A y \in set : y <= x
Id(actor)     == Actors[actor].id
Tenant(actor) == Actors[actor].tenant
Ids           == { Id(a) : a \in DOMAIN Actors }

\* Two names are never one actor, nor one scope, nor one thing to ask for, nor one call.
ASSUME \A a, b \in DOMAIN Actors : a = b \/ <<Id(a), Tenant(a)>> # <<Id(b), Tenant(b)>>
ASSUME \A s, t \in DOMAIN Scopes : s = t \/ Scopes[s] # Scopes[t]
ASSUME \A a, b \in DOMAIN Asks : a = b \/ Asks[a] # Asks[b]
ASSUME \A u, v \in DOMAIN Uses : u = v \/ Uses[u] # Uses[v]
ASSUME \A a, b \in DOMAIN Ages : a = b \/ Ages[a] # Ages[b]
ASSUME Sweeper \in DOMAIN Actors /\ Nothing \notin DOMAIN Actors \cup DOMAIN Scopes \cup Sessions \cup Credentials
\* What is no factor has names of its own: one that proves nothing, and none that is claimed.
ASSUME DOMAIN Ages \cap {"bad", "none"} = {}
\* Nobody asks for no effect at all, and every scope is of effects that there are.
ASSUME \A a \in Elements(Asks) : a.effects # {} /\ a.effects \subseteq Effects
ASSUME \A s \in Elements(Scopes) : \A pair \in s : pair.effect \in Effects
ASSUME \A u \in Elements(Uses) : u.effect \in Effects
ASSUME Elements(Settings.agents) \subseteq DOMAIN Scopes
\* Time is what it is about: nothing is over the moment it begins.
ASSUME Settings.sessionTime >= 1 /\ Settings.idleTime >= 1 /\ Settings.credentialTime >= 1 /\ Settings.factorTime >= 1

-------------------------------------------------------------------------------
(* What happened, read from what is kept. Nothing here looks at a status, a guard or a rule. Who somebody is is told by their
   id; of which tenant they are is asked apart. *)

Enrolled == { p \in Subjects : subj[p].status # "absent" }
Opened   == { s \in Sessions : sess[s].status # "absent" }
Made     == { c \in Credentials : cred[c].status # "absent" }

\* Of a person: whether they are in, or out, by what the directory last said of them; and what it last said may be done for
\* them. How often they were let in again after having been sent out is kept: so often begins another enablement.
IsIn(p)    == p \in Enrolled /\ subj[p].change.what # "disable"
IsOut(p)   == p \in Enrolled /\ subj[p].change.what = "disable"
ScopeOf(p) == Scopes[subj[p].scope]

\* Of a session: who opened it; whether it was ended, and whether somebody touched it; and the last sign of life of its own
\* person that it tells of, such as a factor when it was taken. What anybody else did is none.
PersonOf(s) == Id(sess[s].by)
Ended(s)    == sess[s].ended.how # "none"
Touched(s)  == sess[s].touched.by # Nothing
EndOf(s)    == sess[s].at + Settings.sessionTime
LastSign(s) == LET k == sess[s] IN
               LET proof == [by |-> k.factor.by, at |-> k.factor.taken] IN
               Max({k.at} \cup { sign.at : sign \in { sign \in {k.seen, proof, k.touched} :
                                                      sign.by # Nothing /\ Id(sign.by) = PersonOf(s) } })

\* The sessions in which something can happen, by the clock, whatever nobody has swept.
LiveNow == { s \in Opened : /\ ~Ended(s) /\ now < EndOf(s) /\ now < LastSign(s) + Settings.idleTime
                            /\ IsIn(PersonOf(s)) /\ subj[PersonOf(s)].enablement = sess[s].enablement }

\* Of a credential: how it was used; whether it was swept; whether an agent made it for itself; all that lead to it, from that
\* one on; and when its minute is over, which is the minute of the first.
UsesOf(c)      == Elements(cred[c].uses)
Presented(c)   == { u \in UsesOf(c) : u.how = "present" }
Lapsed(c)      == cred[c].lapsed.by # Nothing
IsOver(c)      == cred[c].uses # <<>> \/ Lapsed(c)
IsMint(c)      == cred[c].parent = Nothing
RECURSIVE Line(_)
Line(c)        == IF IsMint(c) THEN <<c>> ELSE Append(Line(cred[c].parent), c)
MinuteOf(c)    == cred[Line(c)[1]].at + Settings.credentialTime
HandedOn       == { c \in Made : ~IsMint(c) }
\* What it lets be done, a credential that q is.
Allows(q)      == { [tool |-> q.audience, effect |-> e] : e \in q.effects }

\* Each thing that was done in a session: when, and how things stood right before it. Its person gave a sign of life, or
\* somebody said that they did; credentials were made, or presented. How things stood when one was handed on, its child tells.
TouchesIn(s)   == IF Touched(s) THEN { [at |-> sess[s].touched.at, stood |-> sess[s].touched.stood] } ELSE {}
DeedsOf(c)     == { [at |-> cred[c].at, stood |-> cred[c].stood] }
                  \cup { [at |-> u.at, stood |-> u.stood] : u \in Presented(c) }
DeedsIn(s)     == TouchesIn(s) \cup UNION { DeedsOf(c) : c \in { c \in Made : cred[c].session = s } }

-------------------------------------------------------------------------------
(* WHAT NO RUN MAY EVER DO *)

(* Who is in, and who is out *)

\* Who is in a tenant, and who is out, its own directory says: nobody else, and nobody else's.
SaysDirectory(what) == \A p \in Enrolled : LET change == subj[p].change IN
  change.what = what => Actors[change.by].roles \cap Settings.directory # {}
OnlyDirectoryEnrols    == SaysDirectory("enrol")
OnlyDirectoryDisables  == SaysDirectory("disable")
OnlyDirectoryEnables   == SaysDirectory("enable")
NoCrossTenantDirectory == \A p \in Enrolled : Tenant(subj[p].change.by) = Settings.tenant

\* Whoever is out is out: no session of theirs is opened by then, and nothing is done in one.
DisabledMeansOut == \A s \in Opened : sess[s].on /\ \A deed \in DeedsIn(s) : deed.stood.on

\* Nothing is done in a session whose person was sent out since it was opened, not even when they are in again.
NothingOutlivesADisabling == \A s \in Opened : \A deed \in DeedsIn(s) : deed.stood.enablement = sess[s].enablement

(* Sessions *)

\* A person opens a session, and it takes a person of the tenant to open it, to keep it alive and to end it.
OnlyPeopleOpenSessions == \A s \in Opened : Actors[sess[s].by].kind = "human"
NoCrossTenantSession   == \A s \in Opened : LET k == sess[s] IN
  \A actor \in {k.by, k.seen.by, k.factor.by, k.touched.by, k.ended.by} \ {Nothing} : Tenant(actor) = Settings.tenant

\* Nobody has more sessions alive, by the clock, than the policy allows.
SessionsAreCapped == \A p \in Subjects : Cardinality({ s \in LiveNow : PersonOf(s) = p }) <= Settings.maxSessions

\* A sign of life is given by the person whose session it is.
OnlyTheHolderKeepsAlive == \A s \in Opened : LET k == sess[s] IN
  \A actor \in {k.seen.by, k.factor.by, k.touched.by} \ {Nothing} : Id(actor) = PersonOf(s)

\* What a session has for a factor, that with which it was opened and that of a touch, was signed before it was taken, and not
\* long before. Nobody is taken at their word: what proves nothing is no factor.
OnlyFreshFactorsCount == \A s \in Opened : LET f == sess[s].factor IN
  f.by # Nothing /\ f.at <= f.taken /\ f.taken < f.at + Settings.factorTime

\* And each factor counts once: what a session takes was signed after all that its person's sessions, this one too, tell of by
\* then. Of those that each of them has taken it tells of the last.
TakesAFactor(s) == s \in Opened' /\ sess'[s].factor.by # Nothing /\ (s \in Opened => sess'[s].factor # sess[s].factor)
NoFactorCountsTwiceStep == \A s \in Sessions : TakesAFactor(s) =>
  \A t \in Opened : PersonOf(t) = Id(sess'[s].by) => sess[t].factor.at < sess'[s].factor.at
NoFactorCountsTwice     == [][NoFactorCountsTwiceStep]_vars

\* Nothing is done in a session that was ended,
NoUseAfterEnd == \A s \in Opened : \A deed \in DeedsIn(s) : deed.stood.session = "open"

\* and what has ended stays as it ended, a credential too: who ended it, when and how is not written over.
EndedNeverChangesStep == /\ \A s \in Opened : Ended(s) => sess'[s] = sess[s]
                         /\ \A c \in Made : IsOver(c) => cred'[c] = cred[c]
EndedNeverChanges     == [][EndedNeverChangesStep]_vars

\* Nothing is done in a session once its time is over, swept or not,
NoUseAfterExpiry == \A s \in Opened : \A deed \in DeedsIn(s) : deed.at < EndOf(s)

\* nor once its person has given no sign of life for a while, however busy their agents were.
NoUseWhenIdle == \A s \in Opened : \A deed \in DeedsIn(s) : deed.at < deed.stood.sign + Settings.idleTime

\* Its holder ends a session, or somebody who administers; and nobody says early that it was over.
OnlyHolderOrAdminEnds == \A s \in Opened : LET end == sess[s].ended IN
  end.how \in {"loggedOut", "revoked"} => Id(end.by) = PersonOf(s) \/ "admin" \in Actors[end.by].roles
NoEarlyExpiry == \A s \in Opened : LET end == sess[s].ended IN
  end.how = "expired" => end.at >= EndOf(s) \/ end.at >= LastSign(s) + Settings.idleTime

(* Credentials *)

\* Who makes, hands on or presents a credential is of the tenant.
NoCrossTenantUse == \A c \in Made : Tenant(cred[c].by) = Settings.tenant /\ \A u \in UsesOf(c) : Tenant(u.by) = Settings.tenant

\* Only the agent for which a session was opened makes credentials in it,
OnlyTheSessionsAgentMints == \A c \in Made : IsMint(c) => Id(cred[c].by) = sess[cred[c].session].agent

\* and whoever makes or uses one does so out of the very session that it is of.
NoUseFromAnotherSession == \A c \in Made : cred[c].run = cred[c].session /\ \A u \in UsesOf(c) : u.run = cred[c].session

\* A credential speaks for whoever opened the session, and for nobody else, through however many hands it goes.
NoConfusedDeputy == \A c \in Made : cred[c].subject = PersonOf(cred[c].session)

\* What is sensitive takes a person who has just proven that it is they: it counts from when they signed, not from when that was
\* taken.
SensitiveNeedsFreshFactor == \A c \in Made : LET q == cred[c] IN
  IsMint(c) /\ q.effects \cap Settings.sensitive # {} => q.factorAt # NotYet /\ q.at < q.factorAt + Settings.factorTime

\* No credential is made or presented for more than its person may with its tool, as the directory has it by then;
NeverMoreThanThePerson == \A c \in Made : \A deed \in DeedsOf(c) : cred[c].effects \subseteq deed.stood.scope

\* nor does an agent get one for more than it may.
NeverMoreThanTheAgent == \A c \in Made : LET q == cred[c] IN
  q.agent \in DOMAIN Settings.agents /\ Allows(q) \subseteq Scopes[Settings.agents[q.agent]]

\* A credential is used within its minute, once, and by the agent for which it was made;
CredentialsLiveSixtySeconds == \A c \in Made : \A u \in UsesOf(c) : u.at < cred[c].at + Settings.credentialTime
NonceIsUsedOnce             == \A c \in Made : Len(cred[c].uses) <= 1
CredentialIsNotTransferable == \A c \in Made : \A u \in UsesOf(c) : Id(u.by) = cred[c].agent

\* and nobody says early that it was over.
NoEarlyLapse == \A c \in Made : Lapsed(c) => cred[c].lapsed.at >= MinuteOf(c)

\* It is for its tool, also when it was handed on, and for its effects.
NoCredentialForAnotherTool == /\ \A c \in Made : \A u \in Presented(c) : u.tool = cred[c].audience
                              /\ \A c \in HandedOn : cred[c].audience = cred[cred[c].parent].audience
ReadNeverWrites            == \A c \in Made : \A u \in Presented(c) : u.effect \in cred[c].effects

\* By handing on, nobody gets more than there was: no further effect, and no more time, since all of it lasts one minute.
AuthorityNeverGrows  == \A c \in HandedOn : cred[c].effects \subseteq cred[cred[c].parent].effects
ChainsLiveOneMinute  == \A c \in HandedOn : \A u \in UsesOf(c) : u.at < MinuteOf(c)

\* So many agents stand in a chain at most, and none of them twice.
ChainsAreBounded     == \A c \in Made : Len(Line(c)) <= Settings.maxDepth
NoAgentTwiceInChain  == \A c \in Made : LET line == Line(c) IN
  \A i, j \in DOMAIN line : i = j \/ cred[line[i]].agent # cred[line[j]].agent

(* What happens some day (see Fairness) *)

\* Every session ends, if time passes and somebody sweeps.
EverySessionEnds == \A s \in Sessions : s \in Opened ~> (s \in Opened /\ Ended(s))

\* And so does every credential: it is used, or it lapses.
EveryCredentialEnds == \A c \in Credentials : c \in Made ~> (c \in Made /\ IsOver(c))

\* Whoever is in and opens a session whenever that is possible gets to open every one, though nobody ever sweeps; unless they
\* are sent out meanwhile, or the clock has stopped at its horizon while a session of theirs is alive, or at the very moment at
\* which they have signed last: nothing can be signed after that any more.
WaitsAtTheHorizon(p) == now = Horizon /\ ~Sliding /\ \E s \in Opened :
  PersonOf(s) = p /\ (s \in LiveNow \/ sess[s].factor.at = now)
NobodyIsLockedOut == \A p \in Subjects : IsIn(p) ~> (IsOut(p) \/ Opened = Sessions \/ WaitsAtTheHorizon(p))

(* What is kept *)

Ticks == 0..Horizon
IsListOf(s, set) == DOMAIN s = 1..Len(s) /\ Elements(s) \subseteq set

Change == [what: {"enrol", "disable", "enable"}, by: DOMAIN Actors, at: Ticks]
Sign   == [by: DOMAIN Actors, at: Ticks]
\* Nobody, at no time: of what has not happened.
NoSign == [by |-> Nothing, at |-> NotYet]
\* A factor, whose it was, when it was signed and when a session took it.
Signed == { t - age : t \in Ticks, age \in Elements(Ages) } \cap Nat
Factor == [by: DOMAIN Actors, at: Signed, taken: Ticks]
NoFactor == [by |-> Nothing, at |-> NotYet, taken |-> NotYet]
Ending == [how: {"expired", "revoked", "loggedOut"}, by: DOMAIN Actors, at: Ticks]
NoEnd  == [how |-> "none", by |-> Nothing, at |-> NotYet]

\* How things stood at the moment of a step: whether the person was in, and in which enablement; whether the session was still
\* open, or how it had ended; when the person gave their last sign of life. And for a credential, which effects the person's
\* scope had for its tool.
Stood    == [on: BOOLEAN, enablement: 0..EnablementCap, session: {"open", "expired", "revoked", "loggedOut"}, sign: Ticks]
Scoped   == [on: BOOLEAN, enablement: 0..EnablementCap, session: {"open", "expired", "revoked", "loggedOut"}, sign: Ticks,
             scope: SUBSET Effects]
NoStood  == [on |-> FALSE, enablement |-> NotYet, session |-> "none", sign |-> NotYet]
NoScoped == [on |-> FALSE, enablement |-> NotYet, session |-> "none", sign |-> NotYet, scope |-> {}]

Touching == [by: DOMAIN Actors, at: Ticks, stood: Stood]
NoTouch  == [by |-> Nothing, at |-> NotYet, stood |-> NoStood]
Use      == [how: {"present"}, by: DOMAIN Actors, run: Sessions, tool: { u.tool : u \in Elements(Uses) }, effect: Effects,
             at: Ticks, stood: Scoped]
            \cup [how: {"delegate"}, by: DOMAIN Actors, run: Sessions, tool: {Nothing}, effect: {Nothing}, at: Ticks,
                  stood: {NoScoped}]

IsSubject(q) ==
  /\ DOMAIN q = {"status", "scope", "enablement", "factorAt", "change"}
  /\ q.status \in {"enabled", "disabled"}
  /\ q.scope \in DOMAIN Scopes
  /\ q.enablement \in 0..EnablementCap
  /\ q.factorAt \in Signed \cup {NotYet}
  /\ q.change \in Change

IsSession(k) ==
  /\ DOMAIN k = {"status", "subject", "agent", "by", "at", "expiresAt", "on", "enablement", "seen", "factor", "touched", "ended"}
  /\ k.status \in {"open", "expired", "revoked", "loggedOut"}
  /\ k.by \in DOMAIN Actors
  /\ k.subject \in Enrolled /\ k.subject = Id(k.by)
  /\ k.agent \in Ids
  /\ k.at \in Ticks
  /\ k.expiresAt = k.at + Settings.sessionTime
  /\ k.on \in BOOLEAN
  /\ k.enablement \in 0..EnablementCap
  /\ k.seen \in Sign
  /\ k.factor = NoFactor \/ k.factor \in Factor
  /\ k.touched = NoTouch \/ k.touched \in Touching
  /\ k.ended = NoEnd \/ k.ended \in Ending

IsCredential(q) ==
  /\ DOMAIN q = {"status", "session", "subject", "agent", "audience", "effects", "parent", "by", "run", "at", "expiresAt",
                 "factorAt", "chain", "stood", "uses", "lapsed"}
  /\ q.status \in {"minted", "spent", "lapsed"}
  /\ q.session \in Opened /\ q.run \in Sessions
  /\ q.subject \in Subjects
  /\ q.agent \in Ids
  /\ q.audience \in { a.tool : a \in Elements(Asks) }
  /\ q.effects \subseteq Effects /\ q.effects # {}
  /\ q.parent = Nothing \/ q.parent \in Made
  /\ q.by \in DOMAIN Actors
  /\ q.at \in Ticks
  /\ q.factorAt \in (IF q.parent = Nothing THEN Signed \cup {NotYet} ELSE {NotYet})
  /\ q.expiresAt \in Settings.credentialTime..(Horizon + Settings.credentialTime)
  /\ IsListOf(q.chain, Ids) /\ Last(q.chain) = q.agent
  /\ q.stood \in Scoped
  /\ IsListOf(q.uses, Use)
  /\ q.lapsed = NoSign \/ q.lapsed \in Sign

TypeOK == /\ now \in Ticks
          /\ DOMAIN subj = Subjects /\ DOMAIN sess = Sessions /\ DOMAIN cred = Credentials
          /\ \A p \in Subjects : subj[p] = [status |-> "absent"] \/ IsSubject(subj[p])
          /\ \A s \in Sessions : sess[s] = [status |-> "absent"] \/ IsSession(sess[s])
          /\ \A c \in Credentials : cred[c] = [status |-> "absent"] \/ IsCredential(cred[c])

-------------------------------------------------------------------------------
(* WHAT MUST BE REACHABLE: each of these has to fall, so that nothing above holds for want of a case. *)

Never_Enabled   == \A p \in Subjects : subj[p].status # "enabled"
Never_Disabled  == \A p \in Subjects : subj[p].status # "disabled"
Never_Is(status) == \A s \in Sessions : sess[s].status # status
Never_Open      == Never_Is("open")
Never_Expired   == Never_Is("expired")
Never_Revoked   == Never_Is("revoked")
Never_LoggedOut == Never_Is("loggedOut")
Never_Minted    == \A c \in Credentials : cred[c].status # "minted"
Never_Spent     == \A c \in Credentials : cred[c].status # "spent"
Never_Lapsed    == \A c \in Credentials : cred[c].status # "lapsed"

\* The scope of somebody who is in is replaced; somebody comes in again, and is sent out once more.
Never_ScopeIsReplaced == \A p \in Enrolled : subj[p].change.what = "enable" => subj[p].enablement > 0
Never_ComesInAgain    == \A p \in Enrolled : subj[p].enablement = 0
Never_OutTwice        == \A p \in Enrolled : IsOut(p) => subj[p].enablement = 0
\* A service is the directory.
Never_ServiceEnrols   == \A p \in Enrolled : subj[p].change.what = "enrol" => Actors[subj[p].change.by].kind # "service"

\* A session that nobody ended is lost although its person is in again; one is opened by somebody who came in again, and by
\* somebody who did so twice.
Never_IsLostForGood   == \A s \in Opened : Ended(s) \/ IsOut(PersonOf(s)) \/ subj[PersonOf(s)].enablement = sess[s].enablement
Never_OpensAgain      == \A s \in Opened : sess[s].enablement = 0
Never_OpensOnceMore   == \A s \in Opened : sess[s].enablement < 2
\* A person has two sessions alive; two people have one each; a person opens one past another that died and nobody swept.
Never_TwoAreAlive     == \A s, t \in LiveNow : s = t \/ PersonOf(s) # PersonOf(t)
Never_TwoPeople       == \A s, t \in LiveNow : PersonOf(s) = PersonOf(t)
Never_OpensPastDead   == \A s \in LiveNow, t \in Opened \ LiveNow : Ended(t) \/ PersonOf(s) # PersonOf(t)

\* A touch proves once more who touches; another one does not; a session lives on by touches longer than without any.
Never_TouchProves     == \A s \in Opened : sess[s].factor.taken = sess[s].at
Never_TouchProvesNot  == \A s \in Opened : sess[s].seen.at = sess[s].factor.taken
Never_IsKeptAlive     == \A s \in LiveNow : now < sess[s].at + Settings.idleTime

\* A session is opened with a factor at the last moment at which that is fresh, and one is touched so.
AtItsLast(f)          == f.at < f.taken /\ f.taken = f.at + Settings.factorTime - 1
Never_OpensAtLast     == \A s \in Opened : LET f == sess[s].factor IN f.taken = sess[s].at => ~AtItsLast(f)
Never_TouchesAtLast   == \A s \in Opened : LET f == sess[s].factor IN f.taken # sess[s].at => ~AtItsLast(f)

\* A session is swept at its end, and one that was idle before that; one is swept late; its holder logs out of one that is over.
Never_ExpiresAtEnd    == \A s \in Opened : sess[s].status = "expired" => sess[s].ended.at < EndOf(s)
Never_ExpiresIdle     == \A s \in Opened : sess[s].status = "expired" => sess[s].ended.at >= EndOf(s)
Never_SweptLate       == \A s \in Opened : sess[s].status = "expired" => sess[s].ended.at <= EndOf(s)
Never_LogsOutLate     == \A s \in Opened : sess[s].status = "loggedOut" => sess[s].ended.at < EndOf(s)
\* Whoever administers ends a session: a person, and a service; and one of their own.
Never_AdminEnds(kind) == \A s \in Opened : sess[s].status = "revoked" => Actors[sess[s].ended.by].kind # kind
Never_PersonRevokes   == Never_AdminEnds("human")
Never_ServiceRevokes  == Never_AdminEnds("service")
Never_AdminLogsOut    == \A s \in Opened : sess[s].status = "loggedOut" => "admin" \notin Actors[sess[s].ended.by].roles

\* A credential is presented, at its last moment; one that was handed on is; it is handed on with fewer effects.
Never_IsPresented     == \A c \in Made : Presented(c) = {}
Never_PresentedAtLast == \A c \in Made : \A u \in Presented(c) : u.at # cred[c].at + Settings.credentialTime - 1
Never_HopIsPresented  == \A c \in HandedOn : Presented(c) = {}
Never_HopIsNarrower   == \A c \in HandedOn : cred[c].effects = cred[cred[c].parent].effects
Never_HopIsLater      == \A c \in HandedOn : cred[c].at = cred[cred[c].parent].at
\* One lapses that an agent made, and one that was handed on; one lapses late.
Never_MintLapses      == \A c \in Made : Lapsed(c) => ~IsMint(c)
Never_HopLapses       == \A c \in HandedOn : ~Lapsed(c)
Never_LapsesLate      == \A c \in Made : Lapsed(c) => cred[c].lapsed.at <= MinuteOf(c)
\* A chain is as long as the policy allows.
Never_ChainIsFull     == \A c \in Made : Len(Line(c)) < Settings.maxDepth
\* Something sensitive is minted, after a touch that proved who it is; something else is, on an old factor; and handed on
\* when there is a younger one.
Never_ProvesForIt     == \A c \in Made : LET q == cred[c] IN
                           IsMint(c) => q.effects \cap Settings.sensitive = {} \/ q.factorAt <= sess[q.session].at
Never_MintsOnOldFactor == \A c \in Made : IsMint(c) => cred[c].at < cred[c].factorAt + Settings.factorTime
Never_ProvesMeanwhile == \A c \in HandedOn : cred[Line(c)[1]].factorAt = sess[cred[c].session].factor.at
\* Two credentials of one session are good at once; they are of two sessions; one is good although its session is over.
GoodNow               == { c \in Made : ~IsOver(c) /\ now < MinuteOf(c) }
Never_TwoAreGood      == \A c, d \in GoodNow : c = d \/ cred[c].session # cred[d].session
Never_TwoSessionsCall == \A c, d \in GoodNow : cred[c].session = cred[d].session
Never_OutlastsSession == \A c \in GoodNow : cred[c].session \in LiveNow
\* A person is sent out, or their scope becomes less, while a credential is good; and with three agents in its chain.
Never_OutInFlight     == \A c \in GoodNow : ~IsOut(cred[c].subject)
Never_LessInFlight    == \A c \in GoodNow : IsOut(cred[c].subject) \/ Allows(cred[c]) \subseteq ScopeOf(cred[c].subject)
Never_OutInChain      == \A c \in GoodNow : ~IsOut(cred[c].subject) \/ Len(Line(c)) < 3
Never_BackInChain     == \A c \in GoodNow : \/ IsOut(cred[c].subject) \/ Len(Line(c)) < 3
                                            \/ subj[cred[c].subject].enablement = sess[cred[c].session].enablement

-------------------------------------------------------------------------------
(* THE MACHINE *)

\* What every use of a session asks of it, and of who uses it.
Alive == { "subjectIsEnabled", "sessionIsOfThisEnablement", "sessionIsOpen", "sessionIsUnexpired", "sessionIsNotIdle",
           "actorIsOfTenant" }

GuardsOf ==
  [ enrol    |-> { "actorIsOfTenant", "enrolerIsDirectory" },
    disable  |-> { "actorIsOfTenant", "disablerIsDirectory" },
    enable   |-> { "actorIsOfTenant", "disablerIsDirectory" },
    open     |-> { "subjectIsEnabled", "openerIsHuman", "sessionsAreBelowCap", "actorIsOfTenant", "factorIsProvenNow",
                   "factorIsUnspent" },
    touch    |-> Alive \cup { "toucherIsHolder", "factorIsProvenNow", "factorIsUnspent" },
    mint     |-> Alive \cup { "agentIsOfSession", "callerIsOfSession", "factorIsFresh", "scopeIsWithinSubject",
                              "scopeIsWithinAgent" },
    delegate |-> Alive \cup { "callerIsOfSession", "scopeIsWithinSubject", "scopeIsWithinAgent", "credentialIsUnexpired",
                              "credentialIsUnspent", "presenterIsMintedAgent", "hopScopeIsWithinParent", "hopIsWithinDepth",
                              "hopAgentIsNew" },
    present  |-> Alive \cup { "callerIsOfSession", "scopeIsWithinSubject", "credentialIsUnexpired", "credentialIsUnspent",
                              "presenterIsMintedAgent", "audienceMatches", "effectIsWithinCredential" },
    lapse    |-> { "credentialIsUnspent", "credentialIsOver" },
    end      |-> { "sessionIsOpen", "actorIsOfTenant", "enderIsHolderOrAdmin" },
    expire   |-> { "sessionIsOpen", "expiryIsDue" },
    rule     |-> { "mintSubjectIsSessions", "hopSubjectIsParents", "hopAudienceIsParents", "hopEndsWithParent",
                   "agentsKeepNothingAlive", "deadSessionsFreeTheirPlace" } ]

Sites == UNION { GuardsOf[command] \X {command} : command \in DOMAIN GuardsOf }
ASSUME MutationSets \subseteq SUBSET Sites

IsOfTenant(by)    == Tenant(by) = Settings.tenant
IsDirectory(by)   == Actors[by].roles \cap Settings.directory # {}

(* What a person has, and an agent *)

IsEnabled(q)  == q.status = "enabled"
\* To be disabled takes no scope away: what it ends, the other guards say.
LetsOf(q)     == Scopes[q.scope]
AgentLets(id) == IF id \in DOMAIN Settings.agents THEN Scopes[Settings.agents[id]] ELSE {}

IsWithin(tool, effects, scope) == \A e \in effects : [tool |-> tool, effect |-> e] \in scope

(* What the clock says of a session *)

IsUnexpired(k) == now < k.expiresAt
IsNotIdle(k)   == now < k.seen.at + Settings.idleTime
IsLive(k)      == LET q == subj[k.subject] IN
  k.status = "open" /\ IsUnexpired(k) /\ IsNotIdle(k) /\ IsEnabled(q) /\ q.enablement = k.enablement
TakesAPlace(k) == Rule("deadSessionsFreeTheirPlace", IsLive(k), k.status = "open")

(* What the clock says of a factor that is offered: a name of an age, or "bad" for what proves nothing. One can't be said to be
   older than the clock. *)

Offers              == DOMAIN Ages \cup {"bad"}
CanBeSaid(factor)   == factor \in DOMAIN Ages => Ages[factor] <= now
IsProvenNow(factor) == factor \in DOMAIN Ages /\ LET at == now - Ages[factor] IN at <= now /\ now < at + Settings.factorTime
\* It was signed after the last one of that person which counted. What proves nothing is refused for that.
IsUnspent(factor, p) == factor \in DOMAIN Ages => subj[p].factorAt < now - Ages[factor]
Proven(factor, by)  == IF factor \in DOMAIN Ages THEN [by |-> by, at |-> now - Ages[factor], taken |-> now] ELSE NoFactor

(* The status follows from what is kept *)

Weighed(q)    == [q EXCEPT !.status = IF q.change.what = "disable" THEN "disabled" ELSE "enabled"]
WeighedEnd(k) == [k EXCEPT !.status = IF k.ended.how = "none" THEN "open" ELSE k.ended.how]
WeighedUse(q) == [q EXCEPT !.status = IF q.uses # <<>> THEN "spent" ELSE IF q.lapsed # NoSign THEN "lapsed" ELSE "minted"]

(* How things stand, in a session k and with its person; and for a tool *)

StoodOf(k) == LET q == subj[k.subject] IN
  [ on |-> IsEnabled(q), enablement |-> q.enablement, session |-> IF k.ended = NoEnd THEN "open" ELSE k.ended.how,
    sign |-> IF k.touched = NoTouch THEN k.at ELSE k.touched.at ]
ScopedOf(k, tool) == LET stood == StoodOf(k) IN
  [ on |-> stood.on, enablement |-> stood.enablement, session |-> stood.session, sign |-> stood.sign,
    scope |-> { e \in Effects : [tool |-> tool, effect |-> e] \in LetsOf(subj[k.subject]) } ]

\* One more thing that is there, or one that has changed.
With(f, x, value) == [ y \in DOMAIN f |-> IF y = x THEN value ELSE f[y] ]

BecomeSubject(p, q) == subj' = With(subj, p, Weighed(q)) /\ UNCHANGED <<mut, now, sess, cred>>
\* A session that takes a factor, and its person, of whom that factor counts no more. With none the person stays as they are.
BecomeProven(s, k, factor) ==
  /\ sess' = With(sess, s, WeighedEnd(k))
  /\ subj' = IF factor \in DOMAIN Ages
             THEN With(subj, k.subject, [subj[k.subject] EXCEPT !.factorAt = now - Ages[factor]])
             ELSE subj
  /\ UNCHANGED <<mut, now, cred>>
BecomeSession(s, k) == sess' = With(sess, s, WeighedEnd(k)) /\ UNCHANGED <<mut, now, subj, cred>>

\* The session of a call, as the call leaves it.
Called(s, by) == sess' = With(sess, s, [sess[s] EXCEPT
  !.seen = Rule("agentsKeepNothingAlive", sess[s].seen, [by |-> by, at |-> now])])

(* What happens. An action on what is not there, or that brings into being what is, is no step at all. The order of the guards
   means nothing. *)

Says(what, by) == [what |-> what, by |-> by, at |-> now]

Enrol(p, by, scope) ==
  /\ subj[p].status = "absent"
  /\ Guard("actorIsOfTenant",    "enrol", IsOfTenant(by))
  /\ Guard("enrolerIsDirectory", "enrol", IsDirectory(by))
  /\ BecomeSubject(p, [status |-> "enabled", scope |-> scope, enablement |-> 0, factorAt |-> NotYet,
                       change |-> Says("enrol", by)])

\* What may be done for them is told as it was said last, also of somebody who is out.
Disable(p, by) == LET q == subj[p] IN
  /\ q.status # "absent"
  /\ Guard("actorIsOfTenant",     "disable", IsOfTenant(by))
  /\ Guard("disablerIsDirectory", "disable", IsDirectory(by))
  /\ BecomeSubject(p, [q EXCEPT !.change = Says("disable", by)])

\* Nobody is let in again more often than EnablementCap times: there the small world ends, as it does at the horizon.
Enable(p, by, scope) == LET q == subj[p] IN
  /\ q.status # "absent" /\ (q.status = "enabled" \/ q.enablement < EnablementCap)
  /\ Guard("actorIsOfTenant",     "enable", IsOfTenant(by))
  /\ Guard("disablerIsDirectory", "enable", IsDirectory(by))
  /\ BecomeSubject(p, [q EXCEPT !.scope = scope, !.change = Says("enable", by),
                                !.enablement = IF q.status = "disabled" THEN @ + 1 ELSE @])

Open(s, by, agent, factor) == LET p == Id(by) IN
  /\ sess[s].status = "absent" /\ p \in Enrolled /\ CanBeSaid(factor)
  /\ Guard("subjectIsEnabled",    "open", IsEnabled(subj[p]))
  /\ Guard("openerIsHuman",       "open", Actors[by].kind = "human")
  /\ Guard("sessionsAreBelowCap", "open",
           Cardinality({ t \in Opened : sess[t].subject = p /\ TakesAPlace(sess[t]) }) < Settings.maxSessions)
  /\ Guard("actorIsOfTenant",     "open", IsOfTenant(by))
  /\ Guard("factorIsProvenNow",   "open", IsProvenNow(factor))
  /\ Guard("factorIsUnspent",     "open", IsUnspent(factor, p))
  /\ BecomeProven(s, [ status |-> "open", subject |-> p, agent |-> Id(agent), by |-> by, at |-> now,
                       expiresAt |-> now + Settings.sessionTime, on |-> IsEnabled(subj[p]),
                       enablement |-> subj[p].enablement, seen |-> [by |-> by, at |-> now],
                       factor |-> Proven(factor, by), touched |-> NoTouch, ended |-> NoEnd ], factor)

\* What touch, mint, delegate and present ask of a session k and of who says it.
IsAlive(command, k, by) == LET q == subj[k.subject] IN
  /\ Guard("subjectIsEnabled",          command, IsEnabled(q))
  /\ Guard("sessionIsOfThisEnablement", command, q.enablement = k.enablement)
  /\ Guard("sessionIsOpen",             command, k.status = "open")
  /\ Guard("sessionIsUnexpired",        command, IsUnexpired(k))
  /\ Guard("sessionIsNotIdle",          command, IsNotIdle(k))
  /\ Guard("actorIsOfTenant",           command, IsOfTenant(by))

\* Who claims no factor is there, and proves nothing; who offers one is judged by it.
Touch(s, by, factor) == LET k == sess[s]  sign == [by |-> by, at |-> now] IN
  /\ k.status # "absent" /\ CanBeSaid(factor)
  /\ IsAlive("touch", k, by)
  /\ Guard("toucherIsHolder",   "touch", Id(by) = k.subject)
  /\ Guard("factorIsProvenNow", "touch", factor # "none" => IsProvenNow(factor))
  /\ Guard("factorIsUnspent",   "touch", IsUnspent(factor, k.subject))
  /\ BecomeProven(s, [k EXCEPT !.seen = sign, !.factor = IF factor = "none" THEN @ ELSE Proven(factor, by),
                               !.touched = [by |-> by, at |-> now, stood |-> StoodOf(k)]], factor)

Mint(c, s, by, run, ask) == LET k == sess[s]  asked == Asks[ask] IN
  /\ cred[c].status = "absent" /\ k.status # "absent"
  /\ IsAlive("mint", k, by)
  /\ Guard("agentIsOfSession",     "mint", Id(by) = k.agent)
  /\ Guard("callerIsOfSession",    "mint", run = s)
  /\ Guard("factorIsFresh",        "mint",
           asked.effects \cap Settings.sensitive # {} => k.factor # NoFactor /\ now < k.factor.at + Settings.factorTime)
  /\ Guard("scopeIsWithinSubject", "mint", IsWithin(asked.tool, asked.effects, LetsOf(subj[k.subject])))
  /\ Guard("scopeIsWithinAgent",   "mint", IsWithin(asked.tool, asked.effects, AgentLets(Id(by))))
  /\ cred' = With(cred, c, [ status |-> "minted", session |-> s,
                             subject |-> Rule("mintSubjectIsSessions", k.subject, Id(by)), agent |-> Id(by),
                             audience |-> asked.tool, effects |-> asked.effects, parent |-> Nothing, by |-> by, run |-> run,
                             at |-> now, expiresAt |-> now + Settings.credentialTime, factorAt |-> k.factor.at,
                             chain |-> <<Id(by)>>, stood |-> ScopedOf(k, asked.tool), uses |-> <<>>, lapsed |-> NoSign ])
  /\ Called(s, by)
  /\ UNCHANGED <<mut, now, subj>>

Spent(q, how, by, run, use, stood) == WeighedUse([q EXCEPT !.uses =
  Append(@, [how |-> how, by |-> by, run |-> run, tool |-> use.tool, effect |-> use.effect, at |-> now, stood |-> stood])])

\* What delegate and present ask of a credential q and of who says it. For whom a credential speaks is kept with it, and not
\* asked here: what its person may, and whether they are in, is told by the session.
IsGood(command, q, by, run) ==
  /\ Guard("callerIsOfSession",      command, run = q.session)
  /\ Guard("credentialIsUnexpired",  command, now < q.expiresAt)
  /\ Guard("credentialIsUnspent",    command, q.status = "minted")
  /\ Guard("presenterIsMintedAgent", command, Id(by) = q.agent)

\* To whom it is handed on is said by an id alone, as for whom a session is opened: whoever names another tenant's agent names
\* the own one of that id, or nobody who may do anything. The tool that is asked for counts for nothing: it is the parent's.
Delegate(c, parent, by, run, to, ask) ==
  LET q       == cred[parent]
      k       == sess[q.session]
      effects == Asks[ask].effects
      tool    == Rule("hopAudienceIsParents", q.audience, Asks[ask].tool)
  IN
  /\ cred[c].status = "absent" /\ q.status # "absent"
  /\ IsAlive("delegate", k, by)
  /\ IsGood("delegate", q, by, run)
  /\ Guard("scopeIsWithinSubject",   "delegate", IsWithin(tool, effects, LetsOf(subj[k.subject])))
  /\ Guard("scopeIsWithinAgent",     "delegate", IsWithin(tool, effects, AgentLets(Id(to))))
  /\ Guard("hopScopeIsWithinParent", "delegate", effects \subseteq q.effects)
  /\ Guard("hopIsWithinDepth",       "delegate", Len(q.chain) < Settings.maxDepth)
  /\ Guard("hopAgentIsNew",          "delegate", Id(to) \notin Elements(q.chain))
  /\ cred' = With(With(cred, parent, Spent(q, "delegate", by, run, [tool |-> Nothing, effect |-> Nothing], NoScoped)),
                  c, [ status |-> "minted", session |-> q.session,
                       subject |-> Rule("hopSubjectIsParents", q.subject, Id(by)), agent |-> Id(to),
                       audience |-> tool, effects |-> effects, parent |-> parent, by |-> by, run |-> run, at |-> now,
                       expiresAt |-> Rule("hopEndsWithParent", q.expiresAt, now + Settings.credentialTime),
                       factorAt |-> NotYet, chain |-> Append(q.chain, Id(to)), stood |-> ScopedOf(k, tool), uses |-> <<>>,
                       lapsed |-> NoSign ])
  /\ Called(q.session, by)
  /\ UNCHANGED <<mut, now, subj>>

Present(c, by, run, use) == LET q == cred[c]  k == sess[q.session]  called == Uses[use] IN
  /\ q.status # "absent"
  /\ IsAlive("present", k, by)
  /\ IsGood("present", q, by, run)
  /\ Guard("scopeIsWithinSubject",     "present", IsWithin(q.audience, q.effects, LetsOf(subj[k.subject])))
  /\ Guard("audienceMatches",          "present", called.tool = q.audience)
  /\ Guard("effectIsWithinCredential", "present", called.effect \in q.effects)
  /\ cred' = With(cred, c, Spent(q, "present", by, run, called, ScopedOf(k, q.audience)))
  /\ Called(q.session, by)
  /\ UNCHANGED <<mut, now, subj>>

Lapse(c) == LET q == cred[c] IN
  /\ q.status # "absent"
  /\ Guard("credentialIsUnspent", "lapse", q.status = "minted")
  /\ Guard("credentialIsOver",    "lapse", now >= q.expiresAt)
  /\ cred' = With(cred, c, WeighedUse([q EXCEPT !.lapsed = [by |-> Sweeper, at |-> now]]))
  /\ UNCHANGED <<mut, now, subj, sess>>

Finish(s, how, by) == BecomeSession(s, [sess[s] EXCEPT !.ended = [how |-> how, by |-> by, at |-> now]])

End(s, by) == LET k == sess[s]  isHolder == Id(by) = k.subject IN
  /\ k.status # "absent"
  /\ Guard("sessionIsOpen",        "end", k.status = "open")
  /\ Guard("actorIsOfTenant",      "end", IsOfTenant(by))
  /\ Guard("enderIsHolderOrAdmin", "end", isHolder \/ "admin" \in Actors[by].roles)
  /\ Finish(s, IF isHolder THEN "loggedOut" ELSE "revoked", by)

Expire(s) == LET k == sess[s] IN
  /\ k.status # "absent"
  /\ Guard("sessionIsOpen", "expire", k.status = "open")
  /\ Guard("expiryIsDue",   "expire", ~IsUnexpired(k) \/ ~IsNotIdle(k))
  /\ Finish(s, "expired", Sweeper)

(* Time. A run that ends at the horizon can say nothing about what happens some day; there, when Sliding, every recorded
   moment moves back by one instead, down to 0, and the end of what began at 0 stays where it is. Guards compare moments with
   now, or with what was signed just before it, so nothing else changes as long as the horizon is no nearer than the longest
   interval: what is Horizon ago is past all of them. *)

Earlier(moment)          == IF moment > 0 THEN moment - 1 ELSE moment
EarlierEnd(moment, time) == IF moment > time THEN moment - 1 ELSE moment
AgedSign(sign)           == [sign EXCEPT !.at = Earlier(@)]
AgedFactor(f)            == [f EXCEPT !.at = Earlier(@), !.taken = Earlier(@)]
AgedStood(stood)         == [stood EXCEPT !.sign = Earlier(@)]
AgedTouch(touched)       == [touched EXCEPT !.at = Earlier(@), !.stood = AgedStood(@)]
AgedUses(uses)           == [ i \in DOMAIN uses |-> AgedTouch(uses[i]) ]
AgedSubject(q) == IF q.status = "absent" THEN q ELSE [q EXCEPT !.factorAt = Earlier(@), !.change = AgedSign(@)]
AgedSession(k) == IF k.status = "absent" THEN k ELSE
  [k EXCEPT !.at        = Earlier(@),
            !.expiresAt = EarlierEnd(@, Settings.sessionTime),
            !.seen      = AgedSign(@),
            !.factor    = AgedFactor(@),
            !.touched   = AgedTouch(@),
            !.ended     = AgedSign(@)]
AgedCredential(q) == IF q.status = "absent" THEN q ELSE
  [q EXCEPT !.at        = Earlier(@),
            !.expiresAt = EarlierEnd(@, Settings.credentialTime),
            !.factorAt  = Earlier(@),
            !.stood     = AgedStood(@),
            !.uses      = AgedUses(@),
            !.lapsed    = AgedSign(@)]

Tick == /\ now < Horizon \/ Sliding
        /\ IF now < Horizon
           THEN now' = now + 1 /\ UNCHANGED <<subj, sess, cred>>
           ELSE /\ now' = now
                /\ subj' = [ p \in Subjects |-> AgedSubject(subj[p]) ]
                /\ sess' = [ s \in Sessions |-> AgedSession(sess[s]) ]
                /\ cred' = [ c \in Credentials |-> AgedCredential(cred[c]) ]
        /\ UNCHANGED mut

-------------------------------------------------------------------------------
Init == /\ mut \in MutationSets
        /\ now = 0
        /\ subj = [ p \in Subjects |-> [status |-> "absent"] ]
        /\ sess = [ s \in Sessions |-> [status |-> "absent"] ]
        /\ cred = [ c \in Credentials |-> [status |-> "absent"] ]

Next ==
  \/ Tick
  \/ \E p \in Subjects, by \in DOMAIN Actors :
       \/ Disable(p, by)
       \/ \E scope \in DOMAIN Scopes : Enrol(p, by, scope) \/ Enable(p, by, scope)
  \/ \E s \in Sessions :
       \/ \E by \in DOMAIN Actors :
            \/ \E agent \in DOMAIN Actors, factor \in Offers : Open(s, by, agent, factor)
            \/ \E factor \in Offers \cup {"none"} : Touch(s, by, factor)
            \/ End(s, by)
       \/ Expire(s)
  \/ \E c \in Credentials, by \in DOMAIN Actors, run \in Sessions :
       \/ \E s \in Sessions, ask \in DOMAIN Asks : Mint(c, s, by, run, ask)
       \/ \E parent \in Credentials, to \in DOMAIN Actors, ask \in DOMAIN Asks : Delegate(c, parent, by, run, to, ask)
       \/ \E use \in DOMAIN Uses : Present(c, by, run, use)
  \/ \E c \in Credentials : Lapse(c)

Spec == Init /\ [][Next]_vars

\* To open is fair session by session: whoever is in wants one.
Fair == /\ "Tick" \in Fairness => WF_vars(Tick)
        /\ "Open" \in Fairness => \A s \in Sessions :
             WF_vars(\E by, agent \in DOMAIN Actors, factor \in Offers : Open(s, by, agent, factor))
        /\ "Expire" \in Fairness => \A s \in Sessions : WF_vars(Expire(s))
        /\ "Lapse" \in Fairness => \A c \in Credentials : WF_vars(Lapse(c))
FairSpec == Spec /\ Fair

\* How far a broken machine is followed; the intact one never leaves this bound by itself.
WithinBounds == \A c \in Made : Len(cred[c].uses) <= Bound.maxUses

===============================================================================
