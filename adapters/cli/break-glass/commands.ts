import * as z from "zod"
import { ActorId, type Principal } from "../../../kernel/actors.ts"
import { ScopePair, type Terms } from "../../../kernel/break-glass/break-glass.ts"
import { statementOf, termsDigest } from "../../../kernel/break-glass/guards.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { Instant } from "../../../kernel/time.ts"
import { DurationText } from "../../config/duration.ts"
import type { Grant } from "../../http/break-glass/schemas.ts"
import { grantRequestOf } from "../../library/break-glass/break-glass.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { madeAt } from "../key.ts"
import type { Wanted } from "../resource.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { confirm, say, sayJson, tellBefore } from "../terminal.ts"
import { type BreakGlassClient, breakGlassAt } from "./client.ts"
import { renderGrant, renderGrantLine } from "./render.ts"

interface RequestOptions extends ServerOptions {
  readonly reason: string
  readonly scope: readonly string[]
  readonly for: string
  readonly agent?: string
  readonly identity?: string
}

const SCOPE = "write tool=prefix, such as terraform.apply=aws_db_instance.main"

/** `terraform.apply=aws_db_instance.main` */
const WrittenPair = z
  .string()
  .transform((written) => {
    const at = written.indexOf("=")
    return { tool: written.slice(0, Math.max(0, at)), prefix: written.slice(at + 1) }
  })
  .pipe(ScopePair)

/** `interlock break-glass request`: signs what is asked for, here and now, and asks. */
export const request = async (options: RequestOptions): Promise<void> => {
  const server = connect(options)
  const { actor } = await server.whoami()
  const agent = options.agent === undefined ? null : agentOf(actor, options.agent)
  const terms = {
    agent,
    reason: options.reason,
    scope: options.scope.map((written) => argument(WrittenPair, written, SCOPE)),
    durationMs: argument(DurationText, options.for, "write a length of time such as 30m"),
  }
  const statement = grantRequestOf(actor, terms, Instant.parse(madeAt(server.key) ?? Date.now()))
  tellBefore({ ...options, yes: true }, renderStatement(statement))
  const done = await breakGlassAt(server).request({
    ...terms,
    agent: agent?.id ?? null,
    ...(await signed(statement, options.identity)),
  })
  sayDone(done, options)
}

const agentOf = ({ tenant }: Principal, id: string): Principal => ({
  id: argument(ActorId, id, "name an agent of your tenant"),
  tenant,
  kind: "agent",
})

/** A grant whose terms, as shown here, are the ones that were sealed. */
const readGrant = async (
  grants: Pick<BreakGlassClient, "show">,
  id: string,
): Promise<{ readonly grant: Grant; readonly digest: Digest }> => {
  const { grant } = await grants.show(id)
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
  const grants = breakGlassAt(server)
  const [{ actor }, { grant, digest }] = await Promise.all([server.whoami(), readGrant(grants, id)])
  if (grant.tenant !== actor.tenant || grant.holder.tenant !== actor.tenant)
    throw new CommandError(
      EXIT.refused,
      `the service shows ${id} as one of another tenant than yours: sign nothing, and find out why`,
    )
  const statement = statementOf(grant, { id: grant.id, by: actor, terms: digest })
  tellBefore(options, [
    ...renderGrant(grant),
    `terms     sha256:${digest} (hashed here, and the grant's own)`,
    ...renderStatement(statement),
  ])
  if (options.yes !== true && !(await confirm(`Let ${grant.holder.id} do this, countersigned by ${actor.id}?`)))
    throw new CommandError(EXIT.refused, "nothing was countersigned")
  sayDone(
    await grants.countersign(grant.id, { terms: digest, ...(await signed(statement, options.identity)) }),
    options,
  )
}

/** `interlock break-glass deny` and `interlock break-glass revoke`. */
export const end =
  (how: "deny" | "revoke") =>
  async (id: string, options: ServerOptions): Promise<void> => {
    sayDone(await breakGlassAt(connect(options)).end(id, how), options)
  }

/** `interlock break-glass status`: one grant, or all of the tenant's. */
export const status = async (id: string | undefined, options: ServerOptions & Wanted): Promise<void> => {
  const server = breakGlassAt(connect(options))
  if (id === undefined) {
    const grants = await server.list(options)
    if (options.json === true) sayJson({ grants })
    else if (grants.length === 0) say("no grants")
    else for (const grant of grants) say(renderGrantLine(grant))
    return
  }
  const { grant } = await readGrant(server, id)
  if (options.json === true) sayJson({ grant })
  else say(renderGrant(grant))
}
