import { join } from "node:path"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { tmp } from "../tmp.ts"
import { contract } from "./contract.ts"
import { cursorsContract } from "./cursors.ts"

contract("the store in memory", () => memoryStore)
contract("the store in SQLite", () => sqliteStore(join(tmp(), "ledger.db")))

cursorsContract("a cursor in memory", () => memoryStore)
cursorsContract("a cursor in SQLite", () => sqliteStore(join(tmp(), "ledger.db")))
