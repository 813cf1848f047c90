import { join } from "node:path"
import { ToolchainError } from "./errors.ts"
import { runProcess } from "./process.ts"

/** The Java that runs TLC: commands to spawn, and the feature release (17, not 17.0.15). */
export interface Java {
  readonly java: string
  readonly javac: string
  readonly release: number
}

const oldest = 11
const install = "apt-get install -y openjdk-17-jdk-headless"

/** The feature release in what `java -version` prints: 8 for `"1.8.0_392"`, 17 for `"17.0.15"`, null when it names none. */
export function releaseOf(printed: string): number | null {
  const found = /version "(?:1\.)?(\d+)/.exec(printed)
  return found?.[1] === undefined ? null : Number(found[1])
}

/** Finds Java with its compiler: under JAVA_HOME if that is set, else on PATH. Throws ToolchainError. */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const home = environment["JAVA_HOME"]
  const command = (name: string): string => (home === undefined || home === "" ? name : join(home, "bin", name))
  const [java, javac] = [command("java"), command("javac")]
  const [ran, compiler] = await Promise.all([runProcess(java, ["-version"]), runProcess(javac, ["-version"])])
  if (ran.missing)
    throw new ToolchainError(`Java is missing (TLC needs Java ${oldest} or newer). Install it: ${install}`)
  const release = releaseOf(ran.stderr + ran.stdout)
  if (ran.code !== 0 || release === null)
    throw new ToolchainError(`${java} -version does not work. Install Java: ${install}`)
  if (release < oldest) {
    throw new ToolchainError(
      `Java ${release} is too old (TLC needs ${oldest} or newer). Install a newer one: ${install}`,
    )
  }
  if (compiler.code !== 0)
    throw new ToolchainError(`Java ${release} is here without its compiler, javac. Install it: ${install}`)
  return { java, javac, release }
}
