-- Takes a charge whole, or nothing of it, and says what each limit then has left.
--
-- KEYS: one for each part. ARGV: whether it is decided (1), or refused whatever is left, as another part of the charge
-- is; whether it is told when there is more (1); of what is left, at most one in how many is taken beyond the cost; then
-- for each part its layout, its cost, and how much more than that is wished.
--
-- Returns {1 if admitted, else 0; now; for how long it is sure that the same charge would be refused, -1 if refusals
-- are being counted}, and then for each limit of each part: what was left before, and then how long
-- until there is room for the request, what is left now, how long until there is more, and until all is there. If a
-- window of the calendar was sent that is not now's: {-1; now}.

local fits = ARGV[1] == '1'
local asks_for_more = ARGV[2] == '1'
local shares = tonumber(ARGV[3])
local parts = {}

for i = 1, #KEYS do
  local part = {
    meters = meters_of(ARGV[3 * i + 1]),
    cost = tonumber(ARGV[3 * i + 2]),
    wish = tonumber(ARGV[3 * i + 3]),
    state = load(KEYS[i]),
    words = {},
    left = {}
  }
  parts[i] = part
  for j, meter in ipairs(part.meters) do
    local kind = kinds[meter[1]]
    local words = kind.unpack(part.state[meter[2]], 1)
    part.words[j] = words
    if kind.is_penalty then
      part.punished = j
      if kind.left(meter, words, now) > 0 then fits = false end
    else
      if kind.knows and not kind.knows(meter, now) then return {-1, now, 0} end
      part.left[j] = kind.refresh(meter, words, now)
      if part.left[j] < part.cost then fits = false end
    end
  end
end

-- Counts a refusal, if it is this part's; returns for how long its subject is refused outright.
local function punish(part)
  local meter, words = part.meters[part.punished], part.words[part.punished]
  local penalty = kinds[meter[1]]
  local left = penalty.left(meter, words, now)
  if left > 0 then return left end
  for j = 1, #part.left do
    if part.left[j] < part.cost then
      penalty.count(meter, words, now)
      part.changed = true
      left = penalty.left(meter, words, now)
      part.counts = left == 0
      return left
    end
  end
  return 0
end

local told = {fits and 1 or 0, now, 0}
local n, sure, counts = 3, 0, false
for i = 1, #parts do
  local part = parts[i]
  local cost, left, state = part.cost, part.left, part.state
  local punished = part.punished and not fits and punish(part) or 0
  local taken = cost
  if part.wish > 0 then
    local least = math.huge
    for j = 1, #left do least = min(least, left[j] - cost) end
    taken = taken + max(0, min(part.wish, divided(least, shares)))
  end
  part.changed = part.changed or fits and cost > 0
  local longest = 1
  for j = 1, #left do
    local meter, words = part.meters[j], part.words[j]
    local kind = kinds[meter[1]]
    local before, room, rest, more = left[j], 0, left[j], 0
    if fits then
      kind.take(meter, words, taken)
      rest = before - taken
    else
      room = max(punished, kind.until_room(meter, words, now, cost))
      if punished > 0 then before, rest = 0, 0 end
      sure = max(sure, room)
    end
    local whole = kind.until_whole(meter, words, now)
    if asks_for_more then more = max(punished, kind.until_more(meter, words, now)) end
    told[n + 1], told[n + 2], told[n + 3], told[n + 4], told[n + 5] = before, room, rest, more, max(punished, whole)
    n = n + 5
    if part.changed then
      state[meter[2]] = kind.pack(words)
      longest = max(longest, kind.is_held and kind.until_forgotten(meter, words, now) or whole)
    end
  end
  counts = counts or part.counts
  if part.changed then
    if part.punished then
      local meter, words = part.meters[part.punished], part.words[part.punished]
      longest = max(longest, kinds[meter[1]].until_whole(meter, words, now))
      state[meter[2]] = kinds[meter[1]].pack(words)
    end
    save(KEYS[i], state, 'PX', math.ceil(longest / 1000))
  end
end
told[3] = counts and -1 or sure
return told
