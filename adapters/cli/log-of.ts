import { Effect } from "effect"
import { Signer } from "../../kernel/ledger/signer.ts"
import type { Config } from "../config/config.ts"
import { fileSigner } from "../signer/file.ts"
import { CommandError, EXIT } from "./exit.ts"

/** The file of a config file's log. */
export const logPathIn = ({ store }: Config, config: string): string => {
  if (store.kind === "sqlite") return store.path
  throw new CommandError(EXIT.usage, `${config} keeps its log in memory: there is no file of it`)
}

/** The public half of the gate's own key. */
export const ownPublicKey = (path: string): Promise<Uint8Array> =>
  Effect.runPromise(Effect.map(Signer, ({ publicKey }) => publicKey).pipe(Effect.provide(fileSigner(path))))
