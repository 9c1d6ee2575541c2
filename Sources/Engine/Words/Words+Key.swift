// SPDX-License-Identifier: Apache-2.0

extension Words {
    /// Every utterance of the catalogues, by its name there: a misspelt one does not compile.
    ///
    /// A test holds these cases and both catalogues equal.
    public enum Key: String, Sendable, CaseIterable {
        // welcome
        case welcomeFirst = "welcome.first"
        case welcomeRules = "welcome.rules"
        case welcomeReturning = "welcome.returning"
        case welcomeGrouped = "welcome.grouped"
        case welcomePrivate = "welcome.private"
        // a word, not a sanction
        case wordFast = "word.fast"
        case wordOther = "word.other"
        case wordTone = "word.tone"
        case wordCalm = "word.calm"
        // sanctions, told to the person
        // swift-format-ignore: OneCasePerLine
        case removeTold = "remove.told", removeShown = "remove.shown", removeShownUntil = "remove.shown.until",
            removeQuoted = "remove.quoted", muteTold = "mute.told", muteOver = "mute.over",
            appealReceived = "appeal.received", appealGranted = "appeal.granted", appealKept = "appeal.kept"
        // the desk
        // swift-format-ignore: OneCasePerLine
        case deskActed = "desk.acted", deskObserved = "desk.observed", deskAsked = "desk.asked",
            deskUnsure = "desk.unsure", deskUnconfirmed = "desk.unconfirmed", deskWithheld = "desk.withheld",
            deskLate = "desk.late", deskMatrix = "desk.matrix",
            deskUndone = "desk.undone", deskFailed = "desk.failed",
            deskFailedPlain = "desk.failed.plain", deskFailedByhand = "desk.failed.byhand",
            deskFailedInstead = "desk.failed.instead", deskCrowded = "desk.crowded",
            deskDoubtful = "desk.doubtful", byhandLift = "byhand.lift", byhandKick = "byhand.kick",
            byhandList = "byhand.list", byhandLevel = "byhand.level", byhandUnban = "byhand.unban",
            byhandServer = "byhand.server", byhandBanned = "byhand.banned", deskCalled = "desk.called",
            calledAck = "called.ack", calledKept = "called.kept",
            deskWeek = "desk.week", deskCare = "desk.care", deskAlike = "desk.alike",
            deskAlikes = "desk.alikes", deskAlikesOne = "desk.alikes.one", deskRelayed = "desk.relayed",
            deskHeated = "desk.heated", deskCalm = "desk.calm", digestRoom = "digest.room",
            digestRoomSilence = "digest.room.silence", digestRemoved = "digest.removed",
            digestMuted = "digest.muted", digestKicked = "digest.kicked",
            digestBanned = "digest.banned", readerTold = "reader.told", readerHere = "reader.here"
        // swift-format-ignore: OneCasePerLine
        case dnsblTold = "dnsbl.told", dnsblOff = "dnsbl.off", dnsblBack = "dnsbl.back", dnsblAll = "dnsbl.all",
            dnsblNone = "dnsbl.none", dnsblRefuses = "dnsbl.refuses", dnsblSilent = "dnsbl.silent"
        // policy lists of others, servers kept out
        // swift-format-ignore: OneCasePerLine
        case listAsked = "list.asked", listJumped = "list.jumped", listHits = "list.hits",
            listNobody = "list.nobody", listSpared = "list.spared", listUnread = "list.unread",
            listOthers = "list.others", listMatched = "list.matched", listObserved = "list.observed",
            listActed = "list.acted", listKnown = "list.known", listFollowed = "list.followed",
            listAgreed = "list.agreed", listBanned = "list.banned", listRefused = "list.refused",
            listUndone = "list.undone", listLifted = "list.lifted", listLeft = "list.left",
            listsLine = "lists.line", listsNone = "lists.none", listsFollowed = "lists.followed",
            listsWaiting = "lists.waiting", listsRefused = "lists.refused", listsUnanswered = "lists.unanswered",
            listsUnheard = "lists.unheard", blockAsked = "block.asked", blockDone = "block.done",
            blockOwn = "block.own", blockKnown = "block.known", blockNowhere = "block.nowhere"
        // campaigns
        // swift-format-ignore: OneCasePerLine
        case campaignsLine = "campaigns.line", campaignsNone = "campaigns.none", campaignsDropped = "campaigns.dropped",
            campaignsSeveral = "campaigns.several", whyWith = "why.with", usageCampaigns = "usage.campaigns",
            usageDrop = "usage.drop", takenMany = "taken.many", takenWaiting = "taken.waiting"
        // swift-format-ignore: OneCasePerLine
        case reasonCampaigns = "reason.campaigns", publicCampaigns = "public.campaigns",
            reasonFloodSlow = "reason.flood.slow", reasonMentionsMinute = "reason.mentions.minute",
            reasonFragments = "reason.fragments", publicFragments = "public.fragments", stepUndone = "step.undone"
        // raid
        // swift-format-ignore: OneCasePerLine
        case raidBegins = "raid.begins", raidBeginsByHand = "raid.begins.hand", raidEnds = "raid.ends",
            deskRaidBegins = "desk.raid.begins", deskRaidClosed = "desk.raid.closed",
            deskRaidLonger = "desk.raid.longer", deskRaidAsked = "desk.raid.asked", deskRaidObserved =
            "desk.raid.observed",
            deskRaidSpent = "desk.raid.spent", deskRaidEnds = "desk.raid.ends",
            deskRaidOpen = "desk.raid.open", deskRaidReopened = "desk.raid.reopened",
            deskRaidAlready = "desk.raid.already", deskRaidFailed = "desk.raid.failed",
            deskRaidStuck = "desk.raid.stuck", deskRaidDoubtful = "desk.raid.doubtful",
            alikeHost = "alike.host", alikeName = "alike.name", alikeLine = "alike.line",
            raidClosing = "raid.closing", raidOpening = "raid.opening", raidOver = "raid.over",
            raidCalm = "raid.calm", raidNobody = "raid.nobody", raidWhich = "raid.which",
            raidWho = "raid.who", raidNames = "raid.names", raidMore = "raid.more",
            raidWhoDone = "raid.who.done",
            raidCleared = "raid.cleared", raidKept = "raid.kept", raidEndsByHand = "raid.ends.hand",
            raidEndsInTime = "raid.ends.time", takenBans = "taken.bans", whyLines = "why.lines",
            deskWithheldMore = "desk.withheld.more"
        // keeping the talk alive
        case promptLull = "prompt.lull"
        case unansweredRoom = "unanswered.room"
        case unansweredHelper = "unanswered.helper"
        // swift-format-ignore: OneCasePerLine
        case pollOpened = "poll.opened", pollClosed = "poll.closed", pollClosedNone = "poll.closed.none",
            pollClosedFewer = "poll.closed.fewer", pollAsked = "poll.asked", pollTeam = "poll.team",
            pollOption = "poll.option", pollShare = "poll.share", pollState = "poll.state", pollNone = "poll.none",
            pollWhere = "poll.where", pollLong = "poll.long", pollAlready = "poll.already", pollKnown = "poll.known",
            pollUnsaid = "poll.unsaid", pollEnough = "poll.enough", pollStarted = "poll.started",
            pollWhich = "poll.which", pollEndDenied = "poll.end.denied", pollEnded = "poll.ended",
            voteNoted = "vote.noted", voteLate = "vote.late", voteUnknown = "vote.unknown"
        case remindSet = "remind.set"
        case remindDue = "remind.due"
        // herself
        // swift-format-ignore: OneCasePerLine
        case capableAll = "capable.all", capableLess = "capable.less", reloadDone = "reload.done",
            reloadRefused = "reload.refused", reloadAsks = "reload.asks", helpMember = "help.member", helpMemberBare =
            "help.member.bare",
            helpDesk = "help.desk", meKept = "me.kept", careTold = "care.told", careToldBare = "care.told.bare",
            careAlone = "care.alone", careAloneBare = "care.alone.bare", careDone = "care.done", careSent = "care.sent",
            careAlready = "care.already", careRelay = "care.relay", careOther = "care.other"
        // steps, as they are named
        // swift-format-ignore: OneCasePerLine
        case stepNote = "step.note", stepWord = "step.word", stepRemove = "step.remove", stepMute = "step.mute",
            stepMuteEndless = "step.mute.endless", stepKick = "step.kick", stepBan = "step.ban",
            stepBanEndless = "step.ban.endless", stepPropose = "step.propose", stepUnmute = "step.unmute",
            stepErasing = "step.erasing", stepUnban = "step.unban", stepLock = "step.lock", stepUnlock = "step.unlock"
        // reasons, with their measure; for the desk and the person
        case reasonShown = "reason.shown"
        // swift-format-ignore: OneCasePerLine
        case reasonFlood = "reason.flood", reasonFloodCharacters = "reason.flood.characters"
        // swift-format-ignore: OneCasePerLine
        case reasonDuplicateSame = "reason.duplicate.same", reasonDuplicateNear = "reason.duplicate.near",
            reasonDuplicateOthers = "reason.duplicate.others", reasonDuplicateWords = "reason.duplicate.words",
            reasonDuplicateLink = "reason.duplicate.link", reasonDuplicateNames = "reason.duplicate.names"
        // swift-format-ignore: OneCasePerLine
        case reasonLinks = "reason.links", reasonLinksNewcomer = "reason.links.newcomer"
        case reasonMentions = "reason.mentions"
        case reasonBlock = "reason.block"
        case reasonList = "reason.list"
        case reasonWords = "reason.words"
        case reasonCapitals = "reason.capitals"
        // swift-format-ignore: OneCasePerLine
        case reasonLettersAccents = "reason.letters.accents", reasonLettersCostumes = "reason.letters.costumes",
            reasonLettersUnseen = "reason.letters.unseen"
        case reasonLettersColours = "reason.letters.colours"
        case reasonToxicity = "reason.toxicity"
        case reasonSpam = "reason.spam"
        case reasonReader = "reason.reader"
        case reasonDnsbl = "reason.dnsbl"
        case reasonJoins = "reason.joins"
        case reasonNicks = "reason.nicks"
        case reasonNamesakes = "reason.namesakes"
        case reasonClones = "reason.clones"
        case reasonAsides = "reason.asides"
        case reasonAsidesCtcp = "reason.asides.ctcp"
        case reasonMedia = "reason.media", reasonMediaMinor = "reason.media.minor"
        case reasonMediaUnreadable = "reason.media.unreadable"
        case reasonDrawing = "reason.drawing"
        case reasonDomains = "reason.domains"
        case reasonDomainsAlike = "reason.domains.alike"
        case reasonDomainsShort = "reason.domains.short"
        case reasonRule = "reason.rule"
        case reasonRuleSaid = "reason.rule.said"
        case reasonPast = "reason.past"
        case reasonOrder = "reason.order"
        case reasonOrderSaid = "reason.order.said"
        // reasons shown in public: what, never how much
        // swift-format-ignore: OneCasePerLine
        case publicFlood = "public.flood", publicDuplicate = "public.duplicate", publicLinks = "public.links",
            publicMentions = "public.mentions", publicWords = "public.words", publicCapitals = "public.capitals",
            publicLetters = "public.letters", publicToxicity = "public.toxicity", publicReader = "public.reader",
            publicSpam = "public.spam", publicJoins = "public.joins", publicNicks = "public.nicks",
            publicNamesakes = "public.namesakes", publicClones = "public.clones"
        case publicDnsbl = "public.dnsbl", publicAsides = "public.asides", publicMedia = "public.media"
        // swift-format-ignore: OneCasePerLine
        case publicDrawing = "public.drawing", publicDomains = "public.domains", publicList = "public.list",
            publicRaid = "public.raid", publicRule = "public.rule"
        // joining words, people, calendar
        case listAnd = "list.and"
        case listMore = "list.more"
        case nameHidden = "name.hidden"
        case namesHidden = "names.hidden"
        case calendarWeekdays = "calendar.weekdays"
        case calendarMonths = "calendar.months"
        case unitDays = "unit.days"
        case commandUnknown = "command.unknown", commandEdited = "command.edited", commandSilent = "command.silent"
        case commandUnknownFar = "command.unknown.far", commandWhich = "command.which"
        // swift-format-ignore: OneCasePerLine
        case commandForm = "command.form", commandDuration = "command.duration", commandWhen = "command.when",
            commandPrivate = "command.private", commandDenied = "command.denied", commandOwners = "command.owners",
            commandDormant = "command.dormant", commandRoom = "command.room",
            nameUnknown = "name.unknown", nameUnknownFar = "name.unknown.far", nameAmbiguous = "name.ambiguous",
            nameMoved = "name.moved", nameNow = "name.now", nameWas = "name.was",
            nameGone = "name.gone"
        // commands: cases
        // swift-format-ignore: OneCasePerLine
        case caseUnknown = "case.unknown", caseUnknownNone = "case.unknown.none", caseGone = "case.gone",
            caseClosed = "case.closed", caseClosedUndo = "case.closed.undo", caseRight = "case.right",
            caseWrongObserved = "case.wrong.observed",
            caseAgreed = "case.agreed", caseDropped = "case.dropped", caseLapsed = "case.lapsed",
            caseTaken = "case.taken"
        case casesNone = "cases.none"
        case casesOpen = "cases.open"
        case casesMore = "cases.more"
        // swift-format-ignore: OneCasePerLine
        case stepCall = "step.call"
        case orderStanding = "order.standing"
        case missedUnanswered = "missed.unanswered"
        case retireNothing = "retire.nothing"
        case casesLine = "cases.line"
        case casesPerson = "cases.person"
        case casesPersonNone = "cases.person.none"
        case casesGrouped = "cases.grouped"
        case whyCase = "why.case"
        // swift-format-ignore: OneCasePerLine
        case whyCare = "why.care", whyUndone = "why.undone", whySignal = "why.signal", whySum = "why.sum"
        case whySpare = "why.spare"
        case whyPerson = "why.person"
        case whyNote = "why.note"
        case whyTold = "why.told"
        case whyNothing = "why.nothing"
        case appealNoted = "appeal.noted"
        // swift-format-ignore: OneCasePerLine
        case deskAppeal = "desk.appeal", deskAppealOver = "desk.appeal.over"
        case undoNothing = "undo.nothing"
        case ownerConfirmed = "owner.confirmed"
        case ownerConfirmedHost = "owner.confirmed.host"
        case ownerWrong = "owner.wrong"
        case undoObserved = "undo.observed"
        case undoAlready = "undo.already"
        case takenMute = "taken.mute"
        case takenKept = "taken.kept"
        case takenBan = "taken.ban"
        case takenRemoval = "taken.removal"
        case takenErased = "taken.erased"
        case takenQueued = "taken.queued"
        case takenList = "taken.list"
        case takenMemory = "taken.memory"
        // commands: orders of moderators
        case orderDone = "order.done"
        case orderSecond = "order.second"
        case orderSame = "order.same"
        case orderRefused = "order.refused"
        case orderBudget = "order.budget"
        case warnTold = "warn.told"
        case warnSaid = "warn.said"
        case banTold = "ban.told"
        case banToldEndless = "ban.told.endless"
        case kickTold = "kick.told"
        case freeDone = "free.done"
        case freeNothing = "free.nothing"
        case trustConfirmed = "trust.confirmed"
        case trustDone = "trust.done"
        case trustMerit = "trust.merit"
        case noteKept = "note.kept"
        // why something is not done
        case guardModerator = "guard.moderator"
        case guardServices = "guard.services"
        case guardRelay = "guard.relay"
        case guardHerself = "guard.herself"
        case guardMask = "guard.mask"
        case guardUnknown = "guard.unknown"
        case guardGone = "guard.gone", guardOut = "guard.out", guardShown = "guard.shown"
        case guardBystanders = "guard.bystanders"
        case guardRegular = "guard.regular"
        case guardReleased = "guard.released"
        case guardRights = "guard.rights"
        case guardPaused = "guard.paused"
        case guardUnsupported = "guard.unsupported"
        case guardFull = "guard.full"
        case guardCrowded = "guard.crowded"
        case guardRefusal = "guard.refusal"
        case guardSilent = "guard.silent"
        case guardOffline = "guard.offline"
        // commands: hush, pause, mode
        case hushBegins = "hush.begins"
        case hushEnds = "hush.ends"
        case hushSelf = "hush.self"
        case speakSelf = "speak.self"
        case pauseBegins = "pause.begins"
        case pauseEnds = "pause.ends"
        case resumeDone = "resume.done"
        case resumeNothing = "resume.nothing"
        case ruleDemoted = "rule.demoted"
        case ruleAsks = "rule.asks"
        case rulePinned = "rule.pinned"
        case modeIs = "mode.is", modeDiffers = "mode.differs", modeOfRooms = "mode.rooms", modeEach = "mode.each"
        case modeUntil = "mode.until"
        case modeChanged = "mode.changed"
        case modeEnds = "mode.ends"
        case modeObserve = "mode.observe"
        case modeAsk = "mode.ask"
        case modeAct = "mode.act"
        // commands: calendar, speech, status
        // swift-format-ignore: OneCasePerLine
        case planNone = "plan.none", planLine = "plan.line", planMore = "plan.more"
        case planLull = "plan.lull"
        case planUnknown = "plan.unknown"
        case planSkipped = "plan.skipped"
        case planNow = "plan.now"
        case planMoved = "plan.moved"
        case planLullFixed = "plan.lull.fixed"
        case planMissed = "plan.missed"
        // swift-format-ignore: OneCasePerLine
        case missedDown = "missed.down", missedQuiet = "missed.quiet", missedBudget = "missed.budget",
            missedBusy = "missed.busy", missedAlone = "missed.alone", sayText = "say.text", sayDone = "say.done",
            sayEncrypted = "say.encrypted", sayBarred = "say.barred", saidNot = "say.not"
        case statusRoom = "status.room"
        case statusHerself = "status.herself"
        case statusAway = "status.away"
        case statusStands = "status.stands", statusExempt = "status.exempt", statusEncrypted = "status.encrypted"
        case whoamiKnown = "whoami.known"
        case whoamiUnknown = "whoami.unknown"
        // swift-format-ignore: OneCasePerLine
        case roleOwner = "role.owner", roleModerator = "role.moderator", roleTrusted = "role.trusted",
            roleRegular = "role.regular", roleNewcomer = "role.newcomer"
        // swift-format-ignore: OneCasePerLine
        case rulesTold = "rules.told", rulesNone = "rules.none", calledEnough = "called.enough",
            meNothing = "me.nothing", meForget = "me.forget", meForgotten = "me.forgotten", meKeep = "me.keep",
            meExportWait = "me.export.wait"
        // answers, orders of one hand, what is kept of somebody
        // swift-format-ignore: OneCasePerLine
        case appealEndless = "appeal.endless", appealKeptPlain = "appeal.kept.plain",
            appealKeptSaid = "appeal.kept.said", appealKeptBare = "appeal.kept.bare", answerTold = "answer.told",
            answerDone = "answer.done", answerNobody = "answer.nobody", deskWaiting = "desk.waiting",
            deskYields = "desk.yields", orderYoung = "order.young", guardYoung = "guard.young",
            undoAllDone = "undo.all.done", undoAllNone = "undo.all.none", undoAllMany = "undo.all.many",
            undoExpect = "undo.expect", undoExpectLong = "undo.expect.long", undoExpectNone = "undo.expect.none",
            nameAlike = "name.alike", nameBorne = "name.borne", deskAlikeSame = "desk.alike.same",
            deskKnock = "desk.knock",
            deskAppealMore = "desk.appeal.more", appealEnough = "appeal.enough", banOver = "ban.over",
            nameHere = "name.here", nameSince = "name.since", forgetDue = "forget.due", forgetTold = "forget.told",
            forgetKept = "forget.kept", exportHost = "export.host", exportSeen = "export.seen",
            exportGreeted = "export.greeted", exportTrusted = "export.trusted", exportDistrusted = "export.distrusted",
            exportSilent = "export.silent", exportFaults = "export.faults", exportRank = "export.rank",
            exportCalls = "export.calls", exportCase = "export.case", exportCall = "export.call",
            exportLine = "export.line", exportStands = "export.stands", exportEnd = "export.end",
            exportTakenback = "export.takenback", tweakMode = "tweak.mode", tweakHush = "tweak.hush", tweakPause =
            "tweak.pause",
            tweakPinned = "tweak.pinned", tweakTrusted = "tweak.trusted", usageAnswer = "usage.answer",
            usageForget = "usage.forget", usageExport = "usage.export"
        // what each command is for: the form, then a sentence
        case usageHelp = "usage.help"
        case usageRules = "usage.rules"
        // swift-format-ignore: OneCasePerLine
        case usageMods = "usage.mods", usageMe = "usage.me", usageWhy = "usage.why", usageCases = "usage.cases",
            usageOk = "usage.ok", usageNo = "usage.no", usageBlock = "usage.block", usageLists = "usage.lists"
        // swift-format-ignore: OneCasePerLine
        case usageTake = "usage.take", usageCare = "usage.care", usageUndo = "usage.undo"
        // swift-format-ignore: OneCasePerLine
        case usageWarn = "usage.warn", usageMute = "usage.mute", usageKick = "usage.kick", usageBan = "usage.ban",
            usageFree = "usage.free", usageTrust = "usage.trust", usageNote = "usage.note", usageHush = "usage.hush",
            usageSpeak = "usage.speak", usagePause = "usage.pause", usageResume = "usage.resume",
            usageMode = "usage.mode", usagePlan = "usage.plan"
        case usagePoll = "usage.poll", usageVote = "usage.vote"
        // swift-format-ignore: OneCasePerLine
        case usageRaid = "usage.raid", usageSkip = "usage.skip", usageNow = "usage.now", usageMove = "usage.move",
            usageSay = "usage.say", usageStatus = "usage.status", usageWhoami = "usage.whoami",
            usageReload = "usage.reload"
        // swift-format-ignore: OneCasePerLine
        case usageLearned = "usage.learned", learnedNone = "learned.none", learnedTells = "learned.tells",
            learnedLeft = "learned.left", learnedReset = "learned.reset", learnedAgreed = "learned.agreed",
            learnedFine = "learned.fine", learnedUndone = "learned.undone",
            learnedRefused = "learned.refused", statusLearned = "status.learned",
            reasonLearned = "reason.learned", publicLearned = "public.learned"
        // her health, told at the desk
        // swift-format-ignore: OneCasePerLine
        case capablePlain = "capable.plain", capableEncrypted = "capable.encrypted"
        case capableOpen = "capable.open"
        // swift-format-ignore: OneCasePerLine
        case canRemove = "can.remove", canMute = "can.mute", canKick = "can.kick", canBan = "can.ban",
            canTimed = "can.timed", canWord = "can.word", insteadTimed = "instead.timed", fixOperator = "fix.operator",
            fixServices = "fix.services", fixLevel = "fix.level", fixPrivate = "fix.private", fixInvite = "fix.invite",
            fixDesk = "fix.desk", fixClosed = "fix.closed",
            fixPublic = "fix.public", fixOpen = "fix.open"
        // swift-format-ignore: OneCasePerLine
        case reloadSame = "reload.same", reloadGone = "reload.gone", reloadBegun = "reload.begun",
            reloadLastgood = "reload.lastgood", stopStands = "stop.stands", stopMany = "stop.many",
            standsMute = "stands.mute", standsBan = "stands.ban", standsLine = "stands.line", standsEndless =
            "stands.endless", standsMaybe = "stands.maybe", standsLock = "stands.lock", leaveStands = "leave.stands",
            leaveReason = "leave.reason", retireBegun = "retire.begun", retireLifted = "retire.lifted",
            retireClean = "retire.clean", retireStuck = "retire.stuck", retireMute = "retire.mute",
            retireBan = "retire.ban", retireLock = "retire.lock", retireGoodbye = "retire.goodbye", retireReason =
            "retire.reason",
            retireLeft = "retire.left"
        // swift-format-ignore: OneCasePerLine
        case restartCrash = "restart.crash", fateUnknown = "fate.unknown", fateLine = "fate.line",
            poisonAside = "poison.aside", clockForward = "clock.forward", clockBackward = "clock.backward"
        // swift-format-ignore: OneCasePerLine
        case journalNearly = "journal.nearly", journalSoon = "journal.soon", journalEvents = "journal.events",
            journalTexts = "journal.texts", journalFull = "journal.full", journalDisk = "journal.disk", networkRefused =
            "network.refused",
            networkHindered = "network.hindered", networkBack = "network.back", inviteDeclined = "invite.declined",
            inviteDeclinedBare = "invite.declined.bare", inviteOverrun = "invite.overrun", inviteAccepted =
            "invite.accepted", brakeOn = "brake.on",
            brakeRegulars = "brake.regulars", droppedSaid = "dropped.said", barredRoom = "barred.room",
            barKicked = "bar.kicked", barBanned = "bar.banned", barInvite = "bar.invite", barFull = "bar.full",
            barKey = "bar.key", barAccount = "bar.account", barForwarded = "bar.forwarded", barMany = "bar.many",
            barMissing = "bar.missing", barRefused = "bar.refused", reloadElsewhere = "reload.elsewhere",
            loginNone = "login.none", loginUnpinned = "login.unpinned", loginClear = "login.clear",
            loginUnproven = "login.unproven", loginAbsent = "login.absent", loginRefused = "login.refused",
            loginCertificate = "login.certificate", canAskOp = "can.askop", wordAgain = "word.again",
            casesCare = "cases.care", casesTakenback = "cases.takenback", whyTogether = "why.together",
            whyBefore = "why.before", careRefused = "care.refused",
            canSay = "can.say", fixLevels = "fix.levels", fixNeed = "fix.need", fixMissing = "fix.missing",
            capableMore = "capable.more", capableBy = "capable.by", deskSealed = "desk.sealed",
            barredBy = "barred.by", barShown = "bar.shown", barBannedMatrix = "bar.banned.matrix",
            barInviteMatrix = "bar.invite.matrix", barSpace = "bar.space", toldRemoved = "told.removed"
    }
}
