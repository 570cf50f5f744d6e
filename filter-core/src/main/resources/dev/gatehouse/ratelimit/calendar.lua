-- meter: kind, id, limit, when the window before begins, this one, the next, and when that ends: those in which a time
-- near a node's own may be. words: when the window began, used
local calendar = {}
kinds[3] = calendar

-- Returns when the window that a time is in begins, and when it ends.
local function window(meter, time)
  for i = 6, 5, -1 do
    if time >= meter[i] then return meter[i], meter[i + 1] end
  end
  return meter[4], meter[5]
end

-- Returns whether the node's windows are those of now.
function calendar.knows(meter, now)
  return now >= meter[4] and now < meter[7]
end

function calendar.unpack(packed)
  if not packed then return {0, 0} end
  return {unpack_from('<dd', packed)}
end

function calendar.pack(words)
  return pack('<dd', words[1], words[2])
end

function calendar.refresh(meter, words, now)
  local start = window(meter, now)
  if start > words[1] then words[1], words[2] = start, 0 end
  return meter[3] - words[2]
end

function calendar.take(meter, words, cost)
  words[2] = words[2] + cost
end

function calendar.give_back(meter, words, taken_at, cost)
  local start = window(meter, taken_at)
  if taken_at >= start and words[1] == start then
    words[2] = words[2] - min(cost, words[2])
  end
end

function calendar.until_room(meter, words, now, cost)
  if cost <= meter[3] - words[2] then return 0 end
  local _, finish = window(meter, words[1])
  return finish - now
end

function calendar.until_whole(meter, words, now)
  if words[2] == 0 then return 0 end
  local _, finish = window(meter, words[1])
  return finish - now
end

calendar.until_more = calendar.until_whole
