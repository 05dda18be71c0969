"""Routes units by a plan of `dharma-gov ab-test export`: route.py plan.json < ids > ids-and-versions"""
import hashlib, json, sys

def fnv1a(text):
    hash, units = 0x811C9DC5, text.encode("utf-16-le")
    for unit in zip(units[::2], units[1::2]):
        hash = ((hash ^ int.from_bytes(unit, "little")) * 0x01000193) & 0xFFFFFFFF
    return hash

def route(plan, id):
    if plan["hash"] == "sha256":
        digest = hashlib.sha256(f"{plan['salt']}:{id}".encode()).digest()
        bucket = (int.from_bytes(digest[:8], "big") >> 11) / 2**53
    else:
        bucket = fnv1a(str(fnv1a(plan["salt"] + id))) % 10000 / 10000
    return next(range["version"] for range in plan["ranges"] if bucket < range["to"])

if __name__ == "__main__":
    plan = json.load(open(sys.argv[1], encoding="utf-8"))
    for line in open(0, encoding="utf-8", newline="\n"):
        id = line.rstrip("\n")
        sys.stdout.buffer.write(f"{id}\t{route(plan, id)}\n".encode())
