import { describe, expect, it } from "vitest"
import { possessionProof } from "../../../../adapters/identity/possession.ts"
import {
  ClockUnfitError,
  CredentialError,
  InputError,
  KeyReusedError,
  type PresentedCredential,
  ProofKeyMissingError,
} from "../../../../adapters/library/index.ts"
import type { Minted } from "../../../../adapters/library/sessions/credentials.ts"
import { IdempotencyKey } from "../../../../kernel/gate/idempotency.ts"
import { keyPair } from "../../identity/jws.ts"
import { clock } from "../break-glass/emergency.ts"
import { acme, opened as openedGate, reconfigured } from "../fixture.ts"
import { refusedFor } from "../refused.ts"
import { type Agent, type AgentKey, type Calling, calling, may, onDisk, unrequired, without } from "./calling.ts"
import { peopleOf } from "./door.ts"

const PATH = "/v1/decisions"
const payload = () => new TextEncoder().encode("{}")
const writing = () => ({ tool: "notes.write", payload: payload() })

/** The token that was minted. */
const tokenIn = (minted: Minted): string => {
  if (minted.type !== "accepted") throw new Error(`nothing is minted: ${JSON.stringify(minted)}`)
  return minted.credential
}

/** The gate at night, whose agents call within a session; bob and carol are subjects unless they are already. */
const night = async (deployed: Calling = calling(), { enrol = true } = {}) => {
  const { at } = clock()
  const { gate } = await openedGate(deployed)
  const people = peopleOf(gate, deployed)
  const { sessions, as } = people
  if (enrol) for (const id of ["bob", "carol"] as const) await sessions.enrol(as("ci").actor, { id, scope: may() })
  const minting = (session: string, key: string | null = null, agent: Agent = "deployer") =>
    sessions.mint(as(agent).actor, {
      session,
      tool: "notes.write",
      effects: ["write"],
      key: key === null ? null : IdempotencyKey.parse(key),
    })
  const minted = async (session: string, key?: string) => tokenIn(await minting(session, key))
  const authenticated = async (token: string, by: AgentKey = deployed.keys.deployer, body = payload()) => {
    const url = `https://gate.example${PATH}`
    const proof = await possessionProof({ privateKey: by.privateKey, method: "POST", url, body, credential: token })
    return sessions.authenticate({ token, proof, method: "POST", path: PATH })
  }
  /** Who presents a credential, and the credential as `decide` takes it. */
  const presenting = async (token: string, by?: AgentKey) => {
    const { caller, present } = await authenticated(token, by)
    return { caller, credential: present(payload()) }
  }
  /** What the gate says to a call with a credential. */
  const asked = async (token: string, by?: AgentKey): Promise<readonly string[]> => {
    const { caller, credential } = await presenting(token, by)
    const { verdict, reasons } = await gate.decide(caller, { ...writing(), credential })
    return [verdict, ...reasons.map(({ guard }) => guard)]
  }
  const sizeOf = async () => (await gate.log.head(acme())).size
  return { ...people, gate, keys: deployed.keys, at, minting, minted, authenticated, presenting, asked, sizeOf }
}

const fault = (reason: CredentialError["reason"]) => new CredentialError({ reason })

describe("a credential in the library", () => {
  it("is minted by the session's agent, and presented for the person whose session it is", async () => {
    const { opened, minted, presenting, asked, as } = await night()
    const token = await minted(await opened("bob"))
    const { caller, credential } = await presenting(token)
    expect(caller).toEqual({ actor: as("deployer").actor, person: as("bob").actor })
    expect(credential).toMatchObject({ run: expect.stringMatching(/^session_/) as unknown, audience: "notes.write" })
    expect(await asked(token)).toEqual(["allow"])
    expect(await asked(token)).toEqual(["deny", "credentialIsUnspent"])
  })

  it("is minted once with a key, and a key is for one ask", async () => {
    const { opened, minted, sessions, as, sizeOf } = await night()
    const session = await opened("bob")
    const token = await minted(session, "monday")
    const size = await sizeOf()
    expect(await minted(session, "monday")).toBe(token)
    expect(await sizeOf()).toBe(size)
    const other = { session, tool: "notes.write", effects: ["read" as const], key: IdempotencyKey.parse("monday") }
    await expect(sessions.mint(as("deployer").actor, other)).rejects.toThrow(KeyReusedError)
  })

  it("is proven for the exact bytes of one body", async () => {
    const { opened, minted, authenticated } = await night()
    const { present } = await authenticated(await minted(await opened("bob")))
    for (const other of ["{ }", "", "{}\n"])
      expect(() => present(new TextEncoder().encode(other))).toThrow(fault("proof-body"))
    expect(present(payload()).credential).toMatch(/^credential_/)
  })

  it("is handed on, and presented by whoever has it now", async () => {
    const { opened, minted, presenting, sessions, asked, keys } = await night()
    const token = await minted(await opened("bob"))
    const { caller, credential } = await presenting(token)
    const key = IdempotencyKey.parse("handing")
    const handing = { credential, to: "helper", effects: ["write" as const], key }
    const handed = tokenIn(await sessions.delegate(caller.actor, handing))
    expect(tokenIn(await sessions.delegate(caller.actor, handing))).toBe(handed)
    expect(await asked(handed, keys.helper)).toEqual(["allow"])
    expect(await asked(token)).toEqual(["deny", "credentialIsUnspent"])
  })

  it("comes of no clock that is not fit, and is presented by none", async () => {
    const { opened, minted, minting, presenting, gate, at } = await night()
    const session = await opened("bob")
    const { caller, credential } = await presenting(await minted(session))
    at(-120)
    await expect(minting(session)).rejects.toThrow(ClockUnfitError)
    await expect(gate.decide(caller, { ...writing(), credential })).rejects.toThrow(ClockUnfitError)
  })

  it("counts where agents need none, too: presented, it is spent", async () => {
    const { opened, minted, asked } = await night(calling(unrequired))
    const token = await minted(await opened("bob"))
    expect(await asked(token)).toEqual(["allow"])
    expect(await asked(token)).toEqual(["deny", "credentialIsUnspent"])
  })
})

describe("a presented credential", () => {
  it("is what the gate has proven, and nothing that somebody made up by hand, or copied", async () => {
    const { opened, minted, presenting, gate, sessions, sizeOf } = await night()
    const { caller, credential } = await presenting(await minted(await opened("bob")))
    const size = await sizeOf()
    const made: readonly PresentedCredential[] = [
      { credential: credential.credential, run: credential.run, audience: credential.audience },
      { ...credential },
      structuredClone(credential),
      new Proxy(credential, {}),
      Object.create(credential) as PresentedCredential,
    ]
    for (const each of made) {
      await expect(gate.decide(caller, { ...writing(), credential: each })).rejects.toThrow(
        new InputError({ path: "credential", message: "credential is not of its shape" }),
      )
      const use = { id: "approval_1", ...writing(), credential: each }
      await expect(gate.approvals.consume(caller, use)).rejects.toThrow(InputError)
      const handing = { credential: each, to: "helper", effects: ["write" as const] }
      await expect(sessions.delegate(caller.actor, handing)).rejects.toThrow(InputError)
    }
    expect(await sizeOf()).toBe(size)
    expect((await gate.decide(caller, { ...writing(), credential })).verdict).toBe("allow")
  })

  it("is not changed any more once it was proven", async () => {
    const { opened, minted, presenting } = await night()
    const session = await opened("bob")
    const [{ credential }, other] = [await presenting(await minted(session)), await presenting(await minted(session))]
    expect(() => Object.assign(credential, { credential: other.credential.credential })).toThrow(TypeError)
    expect(credential.credential).not.toBe(other.credential.credential)
  })

  it("speaks for its agent and its person alone, whoever a door says is calling", async () => {
    const { opened, minted, presenting, gate, as } = await night()
    const { credential } = await presenting(await minted(await opened("bob")))
    const asking = async (actor: "deployer" | "helper", person: "bob" | "carol") => {
      const caller = { actor: as(actor).actor, person: as(person).actor }
      const { verdict, reasons } = await gate.decide(caller, { ...writing(), credential })
      return [verdict, ...reasons.map(({ guard }) => guard)]
    }
    expect(await asking("helper", "bob")).toEqual(["deny", "presenterIsMintedAgent"])
    expect(await asking("helper", "carol")).toEqual(["deny", "presenterIsMintedAgent", "personIsSubject"])
    expect(await asking("deployer", "carol")).toEqual(["deny", "personIsSubject"])
  })
})

describe("whose a credential is, the config says", () => {
  it("and where its agent has another key by now, nobody presents it; minted again with its key, it is the new key's", async () => {
    const deployed = calling(onDisk)
    const before = await night(deployed)
    const session = await before.opened("bob")
    const token = await before.minted(session, "monday")
    await before.gate.close()

    const fresh = keyPair()
    const changed = reconfigured(deployed, deployed.keys.deployer.x, fresh.x)
    const after = await night({ ...changed, keys: { ...deployed.keys, deployer: fresh } }, { enrol: false })
    await expect(after.asked(token, deployed.keys.deployer)).rejects.toThrow(fault("key"))
    await expect(after.asked(token, fresh)).rejects.toThrow(fault("key"))
    const again = await after.minted(session, "monday")
    expect(again).not.toBe(token)
    expect(await after.asked(again, fresh)).toEqual(["allow"])
  })

  it("and where its key is another agent's by now, that one is denied by name", async () => {
    const deployed = calling(onDisk)
    const before = await night(deployed)
    const token = await before.minted(await before.opened("bob"))
    await before.gate.close()

    const { deployer, helper } = deployed.keys
    const swapped = deployed.text.replace(deployer.x, "x").replace(helper.x, deployer.x).replace('"x"', `"${helper.x}"`)
    const changed = { ...deployed, config: () => deployed.config(swapped) }
    const after = await night(changed, { enrol: false })
    expect(await after.asked(token, deployer)).toEqual(["deny", "presenterIsMintedAgent"])
    await expect(after.asked(token, helper)).rejects.toThrow(fault("key"))
  })

  it("and where it has nobody of its person any more, nobody speaks for them", async () => {
    const deployed = calling(onDisk)
    const before = await night(deployed)
    const token = await before.minted(await before.opened("carol"))
    await before.gate.close()

    const gone = deployed.text
      .replace(/ {6}- \{ id: carol,.*\n/, "")
      .replace("ops: [alice, bob, carol]", "ops: [alice, bob]")
      .replace("delegates: [alice, carol]", "delegates: [alice]")
    const changed = { ...deployed, config: () => deployed.config(gone) }
    const after = await night(changed, { enrol: false })
    await expect(after.asked(token)).rejects.toThrow(fault("person"))
  })

  it("and an agent without a key has none, nor is handed any", async () => {
    const { opened, minting, minted, presenting, sessions, sizeOf } = await night(calling(without("helper")))
    const [hers, his] = [await opened("bob", "helper"), await opened("bob")]
    await expect(minting(hers, null, "helper")).rejects.toThrow(ProofKeyMissingError)
    const { caller, credential } = await presenting(await minted(his))
    const size = await sizeOf()
    const handing = { credential, to: "helper", effects: ["write" as const] }
    await expect(sessions.delegate(caller.actor, handing)).rejects.toThrow(ProofKeyMissingError)
    expect(await sizeOf()).toBe(size)
  })
})

describe("what is refused before the gate is asked", () => {
  it("is told by what is wrong with it, and holds nothing of what was presented", async () => {
    const { opened, minted, authenticated, keys, sessions, sizeOf } = await night()
    const token = await minted(await opened("bob"))
    const size = await sizeOf()
    const presented = async (changes: Partial<Parameters<typeof sessions.authenticate>[0]>) => {
      const url = `https://gate.example${PATH}`
      const { privateKey } = keys.deployer
      const proof = await possessionProof({ privateKey, method: "POST", url, body: payload(), credential: token })
      try {
        await sessions.authenticate({ token, proof, method: "POST", path: PATH, ...changes })
        return "taken"
      } catch (error) {
        if (error instanceof CredentialError) return error.reason
        throw error
      }
    }
    expect(await presented({})).toBe("taken")
    expect(await presented({ token: "hunter2" })).toBe("malformed")
    expect(await presented({ token: "e30.e30.e30" })).toBe("header")
    expect(await presented({ token: `${token.slice(0, -86)}${"A".repeat(86)}` })).toBe("signature")
    expect(await presented({ proof: "" })).toBe("proof-malformed")
    expect(await presented({ proof: token })).toBe("proof-header")
    expect(await presented({ method: "GET" })).toBe("proof-method")
    expect(await presented({ path: "/v1/credentials/delegate" })).toBe("proof-path")
    await expect(authenticated(token, keyPair())).rejects.toThrow(fault("key"))
    for (const long of [{ token: "a".repeat(8_193) }, { proof: "a".repeat(8_193) }, { path: "a".repeat(2_049) }])
      await expect(presented(long)).rejects.toThrow(InputError)
    expect(await sizeOf()).toBe(size)
    expect(fault("malformed").message).not.toContain("hunter2")
  })

  it("minting is refused by the rules, too, and that is recorded", async () => {
    const { opened, minting, sizeOf, sessions, as } = await night()
    const session = await opened("bob")
    const size = await sizeOf()
    expect(refusedFor(await minting(session, null, "helper"))).toEqual(["agentIsOfSession"])
    await sessions.end(as("bob").actor, { id: session })
    expect(refusedFor(await minting(session))).toEqual(["sessionIsOpen"])
    expect(refusedFor(await minting("session_none"))).toBe("unknown")
    expect(await sizeOf()).toBe(size + 4)
  })
})
