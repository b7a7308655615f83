-- For wrk: chat messages with an id of their own each, from a pool of visitors, so that every one is a turn.
-- Arguments: a word that makes the ids of this run unlike those of another, the file of cookies (one a line), the
-- file of questions (one a line).
local counter, word = 0, ""
local heads, texts = {}, {}

local function lines(file)
    local all = {}
    for line in io.lines(file) do all[#all + 1] = line end
    return all
end

function init(args)
    word = args[1]
    for i, cookie in ipairs(lines(args[2])) do
        heads[i] = { ["Content-Type"] = "application/json", ["Cookie"] = cookie }
    end
    texts = lines(args[3])
end

function request()
    counter = counter + 1
    local body = string.format('{"text":"%s","id":"%s-%d"}', texts[counter % #texts + 1], word, counter)
    -- a visitor's next turn comes when the others have had theirs
    return wrk.format("POST", "/api/chat", heads[counter % #heads + 1], body)
end
