-- Takes charges, one after the other: each whole, or nothing of it; and says what each limit then has left.
--
-- KEYS: one for each part of each charge. ARGV of each charge: how many parts it has; whether it is decided (1), or
-- refused whatever is left, as another part of it is elsewhere; whether it is told when there is more (1); of what is
-- left, at most one in how many is taken beyond the cost; then for each part its layout, its cost, and how much more than
-- that is wished.
--
-- Returns of each charge: how many numbers follow; 1 if it is admitted, else 0; now; for how long it is sure that the same
-- charge would be refused, -1 if refusals are being counted; and then for each limit of each part: what was left before,
-- and then how long until there is room for the request, what is left now, how long until there is more, and until all is
-- there. If a window of the calendar was sent that is not now's: 3; -1; now; 0.

local told, n = {}, 0

-- The subjects that were charged, as they are after the charges before; kept when all are decided.
local subjects = {}

local function subject_of(key)
  local subject = subjects[key]
  if not subject then
    subject = {stored = load(key), words = {}, meters = {}, longest = 1}
    subjects[key] = subject
  end
  return subject
end

-- Counts a refusal, if it is this part's; returns for how long its subject is refused outright, and whether refusals are
-- counted.
local function punish(part)
  local meter = part.penalty
  local penalty, words = kinds[meter[1]], part.subject.words[meter[2]]
  local left = penalty.left(meter, words, now)
  if left > 0 then return left, false end
  for j = 1, #part.left do
    if part.left[j] < part.cost then
      penalty.count(meter, words, now)
      part.subject.changed = true
      left = penalty.left(meter, words, now)
      return left, left == 0
    end
  end
  return 0, false
end

-- Decides one charge, whose keys and arguments begin here.
local function decide(key, at)
  local size, fits, asks_for_more, shares = tonumber(ARGV[at]), ARGV[at + 1] == '1', ARGV[at + 2] == '1', ARGV[at + 3]
  local parts = {}
  for i = 1, size do
    at = at + 3
    local subject, meters, left, cost = subject_of(KEYS[key + i - 1]), meters_of(ARGV[at + 1]), {}, tonumber(ARGV[at + 2])
    local part = {subject = subject, meters = meters, left = left, cost = cost, wish = tonumber(ARGV[at + 3])}
    parts[i] = part
    for j = 1, #meters do
      local meter = meters[j]
      local kind, id = kinds[meter[1]], meter[2]
      local words = subject.words[id]
      if not words then
        words = kind.unpack(subject.stored[id], 1)
        subject.words[id] = words
        subject.meters[#subject.meters + 1] = meter
      end
      if kind.is_penalty then
        part.penalty = meter
        if kind.left(meter, words, now) > 0 then fits = false end
      else
        if kind.knows and not kind.knows(meter, now) then
          told[n + 1], told[n + 2], told[n + 3], told[n + 4] = 3, -1, now, 0
          n = n + 4
          return
        end
        left[j] = kind.refresh(meter, words, now)
        if left[j] < cost then fits = false end
      end
    end
  end

  local head, sure, counts = n, 0, false
  n = n + 4
  for i = 1, size do
    local part = parts[i]
    local subject, meters, left, cost = part.subject, part.meters, part.left, part.cost
    local punished, taken = 0, cost
    if part.penalty and not fits then
      local is_counted
      punished, is_counted = punish(part)
      counts = counts or is_counted
    end
    if part.wish > 0 then
      local least = math.huge
      for j = 1, #left do least = min(least, left[j] - cost) end
      taken = taken + max(0, min(part.wish, divided(least, tonumber(shares))))
    end
    if fits and cost > 0 then subject.changed = true end
    local longest = 1
    for j = 1, #left do
      local meter = meters[j]
      local kind, words = kinds[meter[1]], subject.words[meter[2]]
      local before, room, rest, more = left[j], 0, left[j], 0
      if fits then
        kind.take(meter, words, taken)
        rest = before - taken
      else
        room = max(punished, kind.until_room(meter, words, now, cost))
        if punished > 0 then before, rest = 0, 0 end
        if room > sure then sure = room end
      end
      local whole = kind.until_whole(meter, words, now)
      if asks_for_more then more = max(punished, kind.until_more(meter, words, now)) end
      longest = max(longest, kind.is_held and kind.until_forgotten(meter, words, now) or whole)
      told[n + 1], told[n + 2], told[n + 3], told[n + 4], told[n + 5] = before, room, rest, more, max(punished, whole)
      n = n + 5
    end
    if part.penalty then
      longest = max(longest, kinds[part.penalty[1]].until_whole(part.penalty, subject.words[part.penalty[2]], now))
    end
    subject.longest = max(subject.longest, longest)
  end
  told[head + 1], told[head + 2], told[head + 3], told[head + 4] = n - head - 1, fits and 1 or 0, now, counts and -1 or sure
end

local key, at = 1, 1
while at <= #ARGV do
  decide(key, at)
  local size = tonumber(ARGV[at])
  key, at = key + size, at + 4 + 3 * size
end

for name, subject in pairs(subjects) do
  if subject.changed then
    local lives = math.ceil(subject.longest / 1000)
    -- What a node with another policy counts there is to live on, too.
    for id in pairs(subject.stored) do
      if not subject.words[id] then
        lives = max(lives, redis.call('PTTL', name))
        break
      end
    end
    for _, meter in ipairs(subject.meters) do
      subject.stored[meter[2]] = kinds[meter[1]].pack(subject.words[meter[2]])
    end
    save(name, subject.stored, 'PX', lives)
  end
end
return told
