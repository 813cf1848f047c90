import { ActorId, type Principal } from "../../../kernel/actors.ts"
import { type GrantId, Resource, type Terms } from "../../../kernel/break-glass/break-glass.ts"
import { statementOf, termsDigest } from "../../../kernel/break-glass/guards.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { DurationText } from "../../config/duration.ts"
import type { Grant } from "../../http/schemas.ts"
import { grantRequestOf } from "../../library/index.ts"
import { argument } from "../argument.ts"
import { careful } from "../careful.ts"
import type { Client } from "../client.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { CommandError, EXIT } from "../exit.ts"
import { renderGrant, renderGrantLine } from "../render-grant.ts"
import { signed } from "../signed.ts"
import { confirm, say, sayJson } from "../terminal.ts"

interface RequestOptions extends ServerOptions {
  readonly reason: string
  readonly scope: readonly string[]
  readonly for: string
  readonly agent?: string
  readonly identity?: string
}

const SCOPE = "write tool=prefix, such as terraform.apply=aws_db_instance.main"

/** `terraform.apply=aws_db_instance.main` */
const pairOf = (written: string) => {
  const at = written.indexOf("=")
  return {
    tool: argument(ToolName, written.slice(0, Math.max(0, at)), SCOPE),
    prefix: argument(Resource, written.slice(at + 1), SCOPE),
  }
}

/** `interlock break-glass request`: signs what is asked for, here and now, and asks. */
export const request = async (options: RequestOptions): Promise<void> => {
  const server = connect(options)
  const { actor } = await server.whoami()
  const agent = options.agent === undefined ? null : agentOf(actor, options.agent)
  const terms = {
    agent,
    reason: options.reason,
    scope: options.scope.map(pairOf),
    durationMs: argument(DurationText, options.for, "write a length of time such as 30m"),
  }
  const statement = grantRequestOf(actor, terms, Instant.parse(Date.now()))
  const done = await server.requestGrant({
    ...terms,
    agent: agent?.id ?? null,
    ...(await signed(statement, options.identity)),
  })
  tell(done, options)
}

const agentOf = ({ tenant }: Principal, id: string): Principal => ({
  id: argument(ActorId, id, "name an agent of your tenant"),
  tenant,
  kind: "agent",
})

/** A grant whose terms, as shown here, are the ones that were sealed. */
const readGrant = async (
  server: Pick<Client, "grant">,
  id: string,
): Promise<{ readonly grant: Grant; readonly digest: Digest }> => {
  const { grant } = await server.grant(id)
  const { tenant, holder, agent, reason, scope, durationMs } = grant
  const terms: Omit<Terms, "type"> = { tenant, grant: grant.id, holder, agent, reason, scope, durationMs }
  const digest = termsDigest(terms)
  if (grant.id !== id || digest !== grant.terms)
    throw new CommandError(
      EXIT.refused,
      `the service shows other terms than those that ${id} is about: sign nothing, and find out why`,
    )
  return { grant, digest }
}

interface SignOptions extends ServerOptions {
  readonly identity?: string
  readonly yes?: boolean
}

/** `interlock break-glass countersign`: shows the terms, hashes what it shows, asks, signs, sends. */
export const countersign = async (id: string, options: SignOptions): Promise<void> => {
  const server = connect(options)
  const [{ actor }, { grant, digest }] = await Promise.all([server.whoami(), readGrant(server, id)])
  if (options.json !== true) {
    say(renderGrant(grant))
    say(`terms     sha256:${digest} (hashed here, and the grant's own)`)
  }
  if (options.yes !== true && !(await confirm(`Let ${grant.holder.id} do this, countersigned by ${actor.id}?`)))
    throw new CommandError(EXIT.refused, "nothing was countersigned")
  const statement = statementOf(grant, { id: grant.id, by: actor, terms: digest })
  tell(await server.countersign(grant.id, { terms: digest, ...(await signed(statement, options.identity)) }), options)
}

/** `interlock break-glass deny` and `interlock break-glass revoke`. */
export const end =
  (how: "deny" | "revoke") =>
  async (id: string, options: ServerOptions): Promise<void> => {
    tell(await connect(options).endGrant(id, how), options)
  }

/** `interlock break-glass status`: one grant, or all of the tenant's. */
export const status = async (
  id: string | undefined,
  options: ServerOptions & { readonly status?: string },
): Promise<void> => {
  const server = connect(options)
  if (id === undefined) {
    const answer = await server.grants(options.status)
    if (options.json === true) sayJson(answer)
    else if (answer.grants.length === 0) say("no grants")
    else for (const grant of answer.grants) say(renderGrantLine(grant))
    return
  }
  const { grant } = await readGrant(server, id)
  if (options.json === true) sayJson({ grant })
  else say(renderGrant(grant))
}

type Done = Awaited<ReturnType<Client["endGrant"]>>

const tell = (done: Done & { readonly id: GrantId }, { json }: ServerOptions): void => {
  if (json === true) sayJson(done)
  else {
    say(`${done.id} is ${done.status} (record ${done.record})`)
    careful(done.warnings)
  }
}
