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
  local layout = cjson.decode(ARGV[3 * i + 1])
  local part = {
    meters = layout.meters,
    penalty = layout.penalty,
    cost = tonumber(ARGV[3 * i + 2]),
    wish = tonumber(ARGV[3 * i + 3]),
    state = load(KEYS[i]),
    left = {}
  }
  parts[i] = part
  if part.penalty then
    part.penalty_words = part.state[part.penalty[2]] or {0, sliding.new()}
    if penalty.left(part.penalty, part.penalty_words, now) > 0 then fits = false end
  end
  for j, meter in ipairs(part.meters) do
    if meter[1] == 'calendar' and (now < meter[4][1] or now >= meter[4][#meter[4]]) then return {-1, now, 0} end
    part.left[j] = kinds[meter[1]].refresh(meter, words_of(part.state, meter), now)
    if part.left[j] < part.cost then fits = false end
  end
end

-- Counts a refusal, if it is this part's; returns for how long its subject is refused outright.
local function punish(part)
  if not part.penalty then return 0 end
  local left = penalty.left(part.penalty, part.penalty_words, now)
  if left > 0 then return left end
  for j in ipairs(part.meters) do
    if part.left[j] < part.cost then
      penalty.count(part.penalty, part.penalty_words, now)
      part.state[part.penalty[2]] = part.penalty_words
      part.changed = true
      part.counts = true
      return penalty.left(part.penalty, part.penalty_words, now)
    end
  end
  return 0
end

local told = {fits and 1 or 0, now, 0}
local sure = 0
for i, part in ipairs(parts) do
  local punished = fits and 0 or punish(part)
  local taken = part.cost
  if part.wish > 0 then
    local least = math.huge
    for j in ipairs(part.meters) do least = math.min(least, part.left[j] - part.cost) end
    taken = taken + math.max(0, math.min(part.wish, divided(least, shares)))
  end
  local longest = 1
  for j, meter in ipairs(part.meters) do
    local kind, words = kinds[meter[1]], words_of(part.state, meter)
    local left, room, rest, more = part.left[j], 0, part.left[j], 0
    if fits then
      kind.take(meter, words, taken)
      rest = kind.refresh(meter, words, now)
      part.changed = part.changed or part.cost > 0
    else
      room = math.max(punished, kind.until_room(meter, words, now, part.cost))
      if punished > 0 then left, rest = 0, 0 end
    end
    local whole = kind.until_whole(meter, words, now)
    longest = math.max(longest, meter[1] == 'held' and RING * meter[4] or whole)
    if asks_for_more then more = math.max(punished, kind.until_more(meter, words, now)) end
    sure = math.max(sure, room)
    local n = #told
    told[n + 1], told[n + 2], told[n + 3], told[n + 4], told[n + 5] = left, room, rest, more, math.max(punished, whole)
  end
  if part.counts and punished == 0 then told[3] = -1 end
  if part.changed then
    if part.penalty then
      longest = math.max(longest, penalty.until_whole(part.penalty, part.penalty_words, now))
    end
    redis.call('SET', KEYS[i], cmsgpack.pack(part.state), 'PX', math.ceil(longest / 1000))
  end
end
if told[3] == 0 then told[3] = sure end
return told
