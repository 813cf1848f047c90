import { existsSync } from "node:fs"
import { listed } from "../../kernel/table.ts"
import { refuseOthers, withPrivateFile } from "../private-file.ts"
import { headsPathOf } from "../store/heads-file.ts"
import type { Config } from "./config.ts"

/** The files that a gate keeps secrets in: nobody else may read them. */
const secretsIn = ({ signer, notify }: Config): readonly string[] => [
  signer.key,
  ...notify.flatMap((receiver) => ("secret" in receiver ? [receiver.secret] : [])),
]

/** The files that a gate goes by: nobody else may change or exchange them. */
const trustedIn = ({ signer, store }: Config): readonly string[] => [
  headsPathOf(signer.key),
  ...signer.trusted.flatMap(({ publicKey, handover }) => [publicKey, ...listed(handover)]),
  ...(store.kind === "sqlite" ? ["", "-wal", "-shm"].map((end) => `${store.path}${end}`) : []),
]

/** The files of former keys that a config names and that aren't there: the gate doesn't open without. */
export const missingFiles = ({ signer }: Pick<Config, "signer">): readonly string[] =>
  signer.trusted
    .flatMap(({ publicKey, handover }) => [publicKey, ...listed(handover)])
    .filter((path) => !existsSync(path))

/**
 * Looks at the mode and the owner of every file that a config names, and of their folders; what isn't there yet is nobody's.
 * @throws PrivateFileError
 */
export const refuseSharedFiles = (config: Config): void => {
  for (const path of secretsIn(config)) if (existsSync(path)) withPrivateFile(path, () => undefined)
  for (const path of [...secretsIn(config), ...trustedIn(config)]) refuseOthers(path)
}
