import { Effect } from "effect"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import type { Config } from "../config/config.ts"
import { logKeys } from "../library/log-keys.ts"
import { fileSigner } from "../signer/file.ts"
import { CommandError, EXIT } from "./exit.ts"

/** The file of a config file's log. */
export const logPathIn = ({ store }: Config, config: string): string => {
  if (store.kind === "sqlite") return store.path
  throw new CommandError(EXIT.usage, `${config} keeps its log in memory: there is no file of it`)
}

/** The keys that a config file's log may be signed with. */
export const keysIn = (config: Config): Promise<Keys> =>
  Effect.runPromise(logKeys(config).pipe(Effect.provide(fileSigner(config.signer.key))))
