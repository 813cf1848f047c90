import type { Besides } from "../machine.ts"
import type { Calls } from "./facts.ts"

/** A resolution looks at its call, which has ended and stays as it is. */
export const beside: Besides<Calls> = {
  resolve: { call: { id: ({ command: { call } }) => call, follows: ({ beside: { call } }) => call.kept } },
}
