import { existsSync } from "node:fs"
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
  ...signer.trusted.map(({ publicKey }) => publicKey),
  ...(store.kind === "sqlite" ? ["", "-wal", "-shm"].map((end) => `${store.path}${end}`) : []),
]

/**
 * Looks at the mode and the owner of every file that a config names, and of their folders; what isn't there yet is nobody's.
 * @throws PrivateFileError
 */
export const refuseSharedFiles = (config: Config): void => {
  for (const path of secretsIn(config)) if (existsSync(path)) withPrivateFile(path, () => undefined)
  for (const path of [...secretsIn(config), ...trustedIn(config)]) refuseOthers(path)
}
