import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { Scope, ScopePair, SessionId, SubjectId } from "../../../kernel/sessions/sessions.ts"
import { Instant } from "../../../kernel/time.ts"
import { sessionOpeningOf, sessionTouchOf } from "../../library/sessions/sessions.ts"
import { argument } from "../argument.ts"
import type { Client } from "../client.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { madeAt } from "../key.ts"
import type { Wanted } from "../resource.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { say, sayJson, tellBefore } from "../terminal.ts"
import { sessionsAt } from "./client.ts"
import { renderSessionLine, renderSubjectLine } from "./render.ts"

interface SignOptions extends ServerOptions {
  readonly identity?: string
}

/** Sent again with its key, a command has the very same bytes. */
const momentOf = ({ key }: Pick<Client, "key">): Instant => Instant.parse(madeAt(key) ?? Date.now())

/** Shows what is signed, and signs it: here and now, since it is the factor. */
const proving = async (statement: object, options: SignOptions) => {
  tellBefore({ ...options, yes: true }, renderStatement(statement))
  return signed(statement, options.identity)
}

const sessionId = (written: string): SessionId =>
  argument(SessionId, written, "name a session, such as session_0123456789abcdef01234567")
const subjectId = (written: string): SubjectId => argument(SubjectId, written, "name a person of your tenant")

/** `interlock session open`. */
export const open = async (written: string, options: SignOptions): Promise<void> => {
  const server = connect(options)
  const agent = argument(ActorId, written, "name an agent of your tenant")
  const { actor } = await server.whoami()
  const proof = await proving(sessionOpeningOf(actor, agent, momentOf(server)), options)
  sayDone(await sessionsAt(server).open({ agent, ...proof }), options)
}

/** `interlock session touch`: a sign of life, and with --prove the factor once more. */
export const touch = async (written: string, options: SignOptions & { readonly prove?: boolean }): Promise<void> => {
  const server = connect(options)
  const id = sessionId(written)
  if (options.prove !== true) {
    sayDone(await sessionsAt(server).touch(id, { statement: null, proof: null }), options)
    return
  }
  const { actor } = await server.whoami()
  const proof = await proving(sessionTouchOf(actor, id, momentOf(server)), options)
  sayDone(await sessionsAt(server).touch(id, proof), options)
}

/** `interlock session list`. */
export const list = async (options: ServerOptions & Wanted): Promise<void> => {
  const sessions = await sessionsAt(connect(options)).list(options)
  if (options.json === true) sayJson({ sessions })
  else if (sessions.length === 0) say("no sessions")
  else for (const session of sessions) say(renderSessionLine(session))
}

/** `interlock session end`: one, or with --all all of one's own. */
export const end = async (
  written: string | undefined,
  options: ServerOptions & { readonly all?: boolean },
): Promise<void> => {
  if ((written === undefined) !== (options.all === true))
    throw new CommandError(EXIT.usage, "name a session, or end all of your own with --all")
  if (written === undefined) await endAll(options)
  else sayDone(await sessionsAt(connect(options)).end(sessionId(written)), options)
}

/** Each ask has a key of its own. One that has ended meanwhile was to end. */
const endAll = async (options: ServerOptions): Promise<void> => {
  if (options.key !== undefined)
    throw new CommandError(EXIT.usage, "a key is the name of one ask: leave it out with --all, which is safe to repeat")
  const server = connect(options)
  const [{ actor }, found] = await Promise.all([server.whoami(), sessionsAt(server).list({ status: "open" })])
  const own = found.filter(({ subject }) => subject === actor.id)
  const done = []
  for (const { id } of own) done.push(await sessionsAt(connect(options)).end(id))
  if (options.json === true) sayJson({ sessions: done })
  else if (done.length === 0) say("no sessions")
  else for (const one of done) sayDone(one, options)
}

const SCOPE = "write tool=effects, such as tickets.search=read or terraform.apply=read,write"

/** `terraform.apply=read,write` */
const WrittenPair = z.string().transform((written, context) => {
  const at = written.lastIndexOf("=")
  const pair = ScopePair.safeParse({
    tool: written.slice(0, Math.max(0, at)),
    effects: written.slice(at + 1).split(","),
  })
  if (pair.success) return pair.data
  context.addIssue({ code: "custom", message: SCOPE })
  return z.NEVER
})

interface ScopeOptions extends ServerOptions {
  readonly scope: readonly string[]
}

const scopeOf = ({ scope }: ScopeOptions): Scope => {
  const read = Scope.safeParse(scope.map((written) => argument(WrittenPair, written, SCOPE)))
  if (read.success) return read.data
  throw new CommandError(EXIT.usage, "this can't be a scope: name each tool once, and 96 at most")
}

/** `interlock subject enrol`. */
export const enrol = async (written: string, options: ScopeOptions): Promise<void> => {
  const body = { id: subjectId(written), scope: scopeOf(options) }
  sayDone(await sessionsAt(connect(options)).enrol(body), options)
}

/** `interlock subject enable`. */
export const enable = async (written: string, options: ScopeOptions): Promise<void> => {
  const [id, scope] = [subjectId(written), scopeOf(options)]
  sayDone(await sessionsAt(connect(options)).enable(id, { scope }), options)
}

/** `interlock subject disable`. */
export const disable = async (written: string, options: ServerOptions): Promise<void> => {
  sayDone(await sessionsAt(connect(options)).disable(subjectId(written)), options)
}

/** `interlock subject list`. */
export const subjects = async (options: ServerOptions & Wanted): Promise<void> => {
  const found = await sessionsAt(connect(options)).subjects(options)
  if (options.json === true) sayJson({ subjects: found })
  else if (found.length === 0) say("no subjects")
  else for (const subject of found) say(renderSubjectLine(subject))
}
