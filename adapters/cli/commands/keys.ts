import { generateKeyPairSync, randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { parseDocument } from "yaml"
import * as z from "zod"
import { parseConfig, readConfig } from "../../config/config.ts"
import { ApiKeyId, newApiKey } from "../../identity/api-keys.ts"
import { proofKeyOf } from "../../identity/proof-key.ts"
import { formatPublicKey, parsePublicKey } from "../../identity/public-keys.ts"
import { createPrivateFile } from "../../private-file.ts"
import { createKey } from "../../signer/file.ts"
import { CommandError, EXIT } from "../exit.ts"
import { prepareReplacement } from "../replace-file.ts"
import { say, sayJson, sayWhole, warn } from "../terminal.ts"
import { addToList, addToMap } from "../yaml-edit.ts"

interface Options {
  readonly config: string
  readonly json?: boolean
}

/** `interlock keys init`: makes the gate's own key where the configuration says that it is. */
export const init = async ({ config, json }: Options): Promise<void> => {
  const { signer } = readConfig(config)
  const { keyId } = await Effect.runPromise(createKey(signer.key))
  if (json === true) sayJson({ key: signer.key, keyId })
  else say(`made ${signer.key} (key id ${keyId}, mode 0600); it signs records and permits, never approvals`)
}

interface Add extends Options {
  readonly tenant?: string
  readonly ssh?: string
  readonly for?: string
}

/** `interlock keys add ACTOR`: an SSH public key of a person, or a new API key, into the configuration; its comments stay. */
export const add = (actor: string, { config, json, tenant, ssh, for: person }: Add): void => {
  readConfig(config)
  const text = readFileSync(config, "utf8")
  const path = placeOf(parseDocument(text).toJS(), actor, tenant, config)
  const entry = ssh === undefined ? apiKey(actor, person) : sshKey(ssh)
  const edited = addToList(text, [...path, entry.list], entry.value)
  parseConfig(edited, config)
  prepareReplacement(config, edited).put()
  if (json === true) sayJson(entry.shown)
  else {
    for (const line of entry.lines(config)) say(line)
    if (entry.key !== null) sayWhole(entry.key)
  }
  if (ssh === undefined) warn("the API key is shown this once and kept nowhere: give it to its holder now")
}

interface AgentKey extends Options {
  readonly tenant?: string
  readonly out: string
}

/** `interlock keys agent AGENT`: the key by which credentials are an agent's own; its public half goes into the configuration. */
export const agentKey = (agent: string, { config, json, tenant, out }: AgentKey): void => {
  readConfig(config)
  const text = readFileSync(config, "utf8")
  const document = parseDocument(text)
  const path = [...placeOf(document.toJS(), agent, tenant, config), "proofKey"]
  if (document.hasIn(path))
    throw new CommandError(
      EXIT.usage,
      `${agent} has a proofKey in ${config}: remove it first, and whoever holds the former key has nothing any more`,
    )
  const { privateKey } = generateKeyPairSync("ed25519")
  const proofKey = proofKeyOf(privateKey)
  const edited = addToMap(text, path, proofKey)
  parseConfig(edited, config)
  if (!createPrivateFile(out, privateKey.export({ type: "pkcs8", format: "pem" }).toString()))
    throw new CommandError(EXIT.usage, `${out} is there already, and a key is never overwritten: name another file`)
  prepareReplacement(config, edited).put()
  if (json === true) sayJson({ key: out, proofKey })
  else {
    say(`made ${out} (mode 0600): it stays with the agent`)
    say(`added to ${config}: proofKey ${JSON.stringify(proofKey)}`)
    say(RESTART)
  }
}

const RESTART = "a running service reads it when it starts again"

const sshKey = (file: string) => {
  const line = formatPublicKey(parsePublicKey(readText(file).trim()))
  return {
    list: "keys",
    value: line,
    shown: { ssh: line },
    key: null,
    lines: (config: string) => [`added to ${config}: ${line}`, RESTART],
  }
}

const apiKey = (actor: string, person: string | undefined) => {
  const id = ApiKeyId.parse(`${actor.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 48)}-${randomBytes(4).toString("hex")}`)
  const { key, sha256 } = newApiKey(id)
  return {
    list: "apiKeys",
    value: person === undefined ? { id, sha256 } : { id, sha256, for: person },
    shown: { id, key, sha256 },
    key,
    lines: (config: string) => [`added ${id} to ${config}`, RESTART],
  }
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    throw new CommandError(EXIT.usage, `${file} can't be read: name the .pub file of an Ed25519 key`)
  }
}

/** The part of a valid file that says where an actor is. */
const Places = z.object({
  tenants: z.array(z.object({ id: z.string(), actors: z.array(z.object({ id: z.string() })) })),
})

const placeOf = (file: unknown, actor: string, tenant: string | undefined, config: string) => {
  const { tenants } = Places.parse(file)
  const places = tenants.flatMap(({ id, actors }, t) =>
    actors.flatMap((entry, a) =>
      entry.id === actor && (tenant ?? id) === id ? [["tenants", t, "actors", a] as const] : [],
    ),
  )
  const [place, another] = places
  if (place === undefined) throw new CommandError(EXIT.usage, `${config} has no actor ${actor}: add the actor first`)
  if (another !== undefined)
    throw new CommandError(EXIT.usage, `${actor} is in several tenants of ${config}: say which with --tenant`)
  return place
}
