import { onTestFinished } from "vitest"
import { openGate } from "../../../../adapters/library/index.ts"
import { acme } from "../fixture.ts"
import { type Agent, type Calling, may, proofBy } from "./calling.ts"
import { peopleOf } from "./door.ts"

const payload = () => new TextEncoder().encode("{}")

/** One life of the gate over its log, in the first of which bob is let in. */
export const life = async (deployed: Calling) => {
  const gate = await openGate(deployed.config())
  onTestFinished(() => gate.close())
  const people = peopleOf(gate, deployed)
  const { as, sessions } = people
  if ((await sessions.subject(acme(), "bob")) === null)
    await sessions.enrol(as("ci").actor, { id: "bob", scope: may() })
  const minted = async (session: string) => {
    const outcome = await sessions.mint(as("deployer").actor, { session, tool: "notes.write", effects: ["write"] })
    if (outcome.type !== "accepted") throw new Error(`not minted: ${JSON.stringify(outcome)}`)
    return { id: outcome.id, token: outcome.credential }
  }
  const ask = async (token: string, by: Agent = "deployer") => {
    const [path, body] = ["/notes", payload()]
    const proof = await proofBy(deployed.keys[by], { path, body, credential: token })
    const { caller, present } = await sessions.authenticate({ token, proof, method: "POST", path })
    const decision = await gate.decide(caller, { tool: "notes.write", payload: body, credential: present(body) })
    return [decision.verdict, ...decision.reasons.map(({ guard }) => guard)]
  }
  return { gate, ...people, minted, ask }
}
