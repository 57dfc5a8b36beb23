"""A right solution beside an if with 2500 branches, a tree that is deep though the text is flat.

verdict: none
score: max
"""

import torch

X = 1
if X == 0:
    pass
elif X == -1:
    pass
elif X == -2:
    pass
elif X == -3:
    pass
elif X == -4:
    pass
elif X == -5:
    pass
elif X == -6:
    pass
elif X == -7:
    pass
elif X == -8:
    pass
elif X == -9:
    pass
elif X == -10:
    pass
elif X == -11:
    pass
elif X == -12:
    pass
elif X == -13:
    pass
elif X == -14:
    pass
elif X == -15:
    pass
elif X == -16:
    pass
elif X == -17:
    pass
elif X == -18:
    pass
elif X == -19:
    pass
elif X == -20:
    pass
elif X == -21:
    pass
elif X == -22:
    pass
elif X == -23:
    pass
elif X == -24:
    pass
elif X == -25:
    pass
elif X == -26:
    pass
elif X == -27:
    pass
elif X == -28:
    pass
elif X == -29:
    pass
elif X == -30:
    pass
elif X == -31:
    pass
elif X == -32:
    pass
elif X == -33:
    pass
elif X == -34:
    pass
elif X == -35:
    pass
elif X == -36:
    pass
elif X == -37:
    pass
elif X == -38:
    pass
elif X == -39:
    pass
elif X == -40:
    pass
elif X == -41:
    pass
elif X == -42:
    pass
elif X == -43:
    pass
elif X == -44:
    pass
elif X == -45:
    pass
elif X == -46:
    pass
elif X == -47:
    pass
elif X == -48:
    pass
elif X == -49:
    pass
elif X == -50:
    pass
elif X == -51:
    pass
elif X == -52:
    pass
elif X == -53:
    pass
elif X == -54:
    pass
elif X == -55:
    pass
elif X == -56:
    pass
elif X == -57:
    pass
elif X == -58:
    pass
elif X == -59:
    pass
elif X == -60:
    pass
elif X == -61:
    pass
elif X == -62:
    pass
elif X == -63:
    pass
elif X == -64:
    pass
elif X == -65:
    pass
elif X == -66:
    pass
elif X == -67:
    pass
elif X == -68:
    pass
elif X == -69:
    pass
elif X == -70:
    pass
elif X == -71:
    pass
elif X == -72:
    pass
elif X == -73:
    pass
elif X == -74:
    pass
elif X == -75:
    pass
elif X == -76:
    pass
elif X == -77:
    pass
elif X == -78:
    pass
elif X == -79:
    pass
elif X == -80:
    pass
elif X == -81:
    pass
elif X == -82:
    pass
elif X == -83:
    pass
elif X == -84:
    pass
elif X == -85:
    pass
elif X == -86:
    pass
elif X == -87:
    pass
elif X == -88:
    pass
elif X == -89:
    pass
elif X == -90:
    pass
elif X == -91:
    pass
elif X == -92:
    pass
elif X == -93:
    pass
elif X == -94:
    pass
elif X == -95:
    pass
elif X == -96:
    pass
elif X == -97:
    pass
elif X == -98:
    pass
elif X == -99:
    pass
elif X == -100:
    pass
elif X == -101:
    pass
elif X == -102:
    pass
elif X == -103:
    pass
elif X == -104:
    pass
elif X == -105:
    pass
elif X == -106:
    pass
elif X == -107:
    pass
elif X == -108:
    pass
elif X == -109:
    pass
elif X == -110:
    pass
elif X == -111:
    pass
elif X == -112:
    pass
elif X == -113:
    pass
elif X == -114:
    pass
elif X == -115:
    pass
elif X == -116:
    pass
elif X == -117:
    pass
elif X == -118:
    pass
elif X == -119:
    pass
elif X == -120:
    pass
elif X == -121:
    pass
elif X == -122:
    pass
elif X == -123:
    pass
elif X == -124:
    pass
elif X == -125:
    pass
elif X == -126:
    pass
elif X == -127:
    pass
elif X == -128:
    pass
elif X == -129:
    pass
elif X == -130:
    pass
elif X == -131:
    pass
elif X == -132:
    pass
elif X == -133:
    pass
elif X == -134:
    pass
elif X == -135:
    pass
elif X == -136:
    pass
elif X == -137:
    pass
elif X == -138:
    pass
elif X == -139:
    pass
elif X == -140:
    pass
elif X == -141:
    pass
elif X == -142:
    pass
elif X == -143:
    pass
elif X == -144:
    pass
elif X == -145:
    pass
elif X == -146:
    pass
elif X == -147:
    pass
elif X == -148:
    pass
elif X == -149:
    pass
elif X == -150:
    pass
elif X == -151:
    pass
elif X == -152:
    pass
elif X == -153:
    pass
elif X == -154:
    pass
elif X == -155:
    pass
elif X == -156:
    pass
elif X == -157:
    pass
elif X == -158:
    pass
elif X == -159:
    pass
elif X == -160:
    pass
elif X == -161:
    pass
elif X == -162:
    pass
elif X == -163:
    pass
elif X == -164:
    pass
elif X == -165:
    pass
elif X == -166:
    pass
elif X == -167:
    pass
elif X == -168:
    pass
elif X == -169:
    pass
elif X == -170:
    pass
elif X == -171:
    pass
elif X == -172:
    pass
elif X == -173:
    pass
elif X == -174:
    pass
elif X == -175:
    pass
elif X == -176:
    pass
elif X == -177:
    pass
elif X == -178:
    pass
elif X == -179:
    pass
elif X == -180:
    pass
elif X == -181:
    pass
elif X == -182:
    pass
elif X == -183:
    pass
elif X == -184:
    pass
elif X == -185:
    pass
elif X == -186:
    pass
elif X == -187:
    pass
elif X == -188:
    pass
elif X == -189:
    pass
elif X == -190:
    pass
elif X == -191:
    pass
elif X == -192:
    pass
elif X == -193:
    pass
elif X == -194:
    pass
elif X == -195:
    pass
elif X == -196:
    pass
elif X == -197:
    pass
elif X == -198:
    pass
elif X == -199:
    pass
elif X == -200:
    pass
elif X == -201:
    pass
elif X == -202:
    pass
elif X == -203:
    pass
elif X == -204:
    pass
elif X == -205:
    pass
elif X == -206:
    pass
elif X == -207:
    pass
elif X == -208:
    pass
elif X == -209:
    pass
elif X == -210:
    pass
elif X == -211:
    pass
elif X == -212:
    pass
elif X == -213:
    pass
elif X == -214:
    pass
elif X == -215:
    pass
elif X == -216:
    pass
elif X == -217:
    pass
elif X == -218:
    pass
elif X == -219:
    pass
elif X == -220:
    pass
elif X == -221:
    pass
elif X == -222:
    pass
elif X == -223:
    pass
elif X == -224:
    pass
elif X == -225:
    pass
elif X == -226:
    pass
elif X == -227:
    pass
elif X == -228:
    pass
elif X == -229:
    pass
elif X == -230:
    pass
elif X == -231:
    pass
elif X == -232:
    pass
elif X == -233:
    pass
elif X == -234:
    pass
elif X == -235:
    pass
elif X == -236:
    pass
elif X == -237:
    pass
elif X == -238:
    pass
elif X == -239:
    pass
elif X == -240:
    pass
elif X == -241:
    pass
elif X == -242:
    pass
elif X == -243:
    pass
elif X == -244:
    pass
elif X == -245:
    pass
elif X == -246:
    pass
elif X == -247:
    pass
elif X == -248:
    pass
elif X == -249:
    pass
elif X == -250:
    pass
elif X == -251:
    pass
elif X == -252:
    pass
elif X == -253:
    pass
elif X == -254:
    pass
elif X == -255:
    pass
elif X == -256:
    pass
elif X == -257:
    pass
elif X == -258:
    pass
elif X == -259:
    pass
elif X == -260:
    pass
elif X == -261:
    pass
elif X == -262:
    pass
elif X == -263:
    pass
elif X == -264:
    pass
elif X == -265:
    pass
elif X == -266:
    pass
elif X == -267:
    pass
elif X == -268:
    pass
elif X == -269:
    pass
elif X == -270:
    pass
elif X == -271:
    pass
elif X == -272:
    pass
elif X == -273:
    pass
elif X == -274:
    pass
elif X == -275:
    pass
elif X == -276:
    pass
elif X == -277:
    pass
elif X == -278:
    pass
elif X == -279:
    pass
elif X == -280:
    pass
elif X == -281:
    pass
elif X == -282:
    pass
elif X == -283:
    pass
elif X == -284:
    pass
elif X == -285:
    pass
elif X == -286:
    pass
elif X == -287:
    pass
elif X == -288:
    pass
elif X == -289:
    pass
elif X == -290:
    pass
elif X == -291:
    pass
elif X == -292:
    pass
elif X == -293:
    pass
elif X == -294:
    pass
elif X == -295:
    pass
elif X == -296:
    pass
elif X == -297:
    pass
elif X == -298:
    pass
elif X == -299:
    pass
elif X == -300:
    pass
elif X == -301:
    pass
elif X == -302:
    pass
elif X == -303:
    pass
elif X == -304:
    pass
elif X == -305:
    pass
elif X == -306:
    pass
elif X == -307:
    pass
elif X == -308:
    pass
elif X == -309:
    pass
elif X == -310:
    pass
elif X == -311:
    pass
elif X == -312:
    pass
elif X == -313:
    pass
elif X == -314:
    pass
elif X == -315:
    pass
elif X == -316:
    pass
elif X == -317:
    pass
elif X == -318:
    pass
elif X == -319:
    pass
elif X == -320:
    pass
elif X == -321:
    pass
elif X == -322:
    pass
elif X == -323:
    pass
elif X == -324:
    pass
elif X == -325:
    pass
elif X == -326:
    pass
elif X == -327:
    pass
elif X == -328:
    pass
elif X == -329:
    pass
elif X == -330:
    pass
elif X == -331:
    pass
elif X == -332:
    pass
elif X == -333:
    pass
elif X == -334:
    pass
elif X == -335:
    pass
elif X == -336:
    pass
elif X == -337:
    pass
elif X == -338:
    pass
elif X == -339:
    pass
elif X == -340:
    pass
elif X == -341:
    pass
elif X == -342:
    pass
elif X == -343:
    pass
elif X == -344:
    pass
elif X == -345:
    pass
elif X == -346:
    pass
elif X == -347:
    pass
elif X == -348:
    pass
elif X == -349:
    pass
elif X == -350:
    pass
elif X == -351:
    pass
elif X == -352:
    pass
elif X == -353:
    pass
elif X == -354:
    pass
elif X == -355:
    pass
elif X == -356:
    pass
elif X == -357:
    pass
elif X == -358:
    pass
elif X == -359:
    pass
elif X == -360:
    pass
elif X == -361:
    pass
elif X == -362:
    pass
elif X == -363:
    pass
elif X == -364:
    pass
elif X == -365:
    pass
elif X == -366:
    pass
elif X == -367:
    pass
elif X == -368:
    pass
elif X == -369:
    pass
elif X == -370:
    pass
elif X == -371:
    pass
elif X == -372:
    pass
elif X == -373:
    pass
elif X == -374:
    pass
elif X == -375:
    pass
elif X == -376:
    pass
elif X == -377:
    pass
elif X == -378:
    pass
elif X == -379:
    pass
elif X == -380:
    pass
elif X == -381:
    pass
elif X == -382:
    pass
elif X == -383:
    pass
elif X == -384:
    pass
elif X == -385:
    pass
elif X == -386:
    pass
elif X == -387:
    pass
elif X == -388:
    pass
elif X == -389:
    pass
elif X == -390:
    pass
elif X == -391:
    pass
elif X == -392:
    pass
elif X == -393:
    pass
elif X == -394:
    pass
elif X == -395:
    pass
elif X == -396:
    pass
elif X == -397:
    pass
elif X == -398:
    pass
elif X == -399:
    pass
elif X == -400:
    pass
elif X == -401:
    pass
elif X == -402:
    pass
elif X == -403:
    pass
elif X == -404:
    pass
elif X == -405:
    pass
elif X == -406:
    pass
elif X == -407:
    pass
elif X == -408:
    pass
elif X == -409:
    pass
elif X == -410:
    pass
elif X == -411:
    pass
elif X == -412:
    pass
elif X == -413:
    pass
elif X == -414:
    pass
elif X == -415:
    pass
elif X == -416:
    pass
elif X == -417:
    pass
elif X == -418:
    pass
elif X == -419:
    pass
elif X == -420:
    pass
elif X == -421:
    pass
elif X == -422:
    pass
elif X == -423:
    pass
elif X == -424:
    pass
elif X == -425:
    pass
elif X == -426:
    pass
elif X == -427:
    pass
elif X == -428:
    pass
elif X == -429:
    pass
elif X == -430:
    pass
elif X == -431:
    pass
elif X == -432:
    pass
elif X == -433:
    pass
elif X == -434:
    pass
elif X == -435:
    pass
elif X == -436:
    pass
elif X == -437:
    pass
elif X == -438:
    pass
elif X == -439:
    pass
elif X == -440:
    pass
elif X == -441:
    pass
elif X == -442:
    pass
elif X == -443:
    pass
elif X == -444:
    pass
elif X == -445:
    pass
elif X == -446:
    pass
elif X == -447:
    pass
elif X == -448:
    pass
elif X == -449:
    pass
elif X == -450:
    pass
elif X == -451:
    pass
elif X == -452:
    pass
elif X == -453:
    pass
elif X == -454:
    pass
elif X == -455:
    pass
elif X == -456:
    pass
elif X == -457:
    pass
elif X == -458:
    pass
elif X == -459:
    pass
elif X == -460:
    pass
elif X == -461:
    pass
elif X == -462:
    pass
elif X == -463:
    pass
elif X == -464:
    pass
elif X == -465:
    pass
elif X == -466:
    pass
elif X == -467:
    pass
elif X == -468:
    pass
elif X == -469:
    pass
elif X == -470:
    pass
elif X == -471:
    pass
elif X == -472:
    pass
elif X == -473:
    pass
elif X == -474:
    pass
elif X == -475:
    pass
elif X == -476:
    pass
elif X == -477:
    pass
elif X == -478:
    pass
elif X == -479:
    pass
elif X == -480:
    pass
elif X == -481:
    pass
elif X == -482:
    pass
elif X == -483:
    pass
elif X == -484:
    pass
elif X == -485:
    pass
elif X == -486:
    pass
elif X == -487:
    pass
elif X == -488:
    pass
elif X == -489:
    pass
elif X == -490:
    pass
elif X == -491:
    pass
elif X == -492:
    pass
elif X == -493:
    pass
elif X == -494:
    pass
elif X == -495:
    pass
elif X == -496:
    pass
elif X == -497:
    pass
elif X == -498:
    pass
elif X == -499:
    pass
elif X == -500:
    pass
elif X == -501:
    pass
elif X == -502:
    pass
elif X == -503:
    pass
elif X == -504:
    pass
elif X == -505:
    pass
elif X == -506:
    pass
elif X == -507:
    pass
elif X == -508:
    pass
elif X == -509:
    pass
elif X == -510:
    pass
elif X == -511:
    pass
elif X == -512:
    pass
elif X == -513:
    pass
elif X == -514:
    pass
elif X == -515:
    pass
elif X == -516:
    pass
elif X == -517:
    pass
elif X == -518:
    pass
elif X == -519:
    pass
elif X == -520:
    pass
elif X == -521:
    pass
elif X == -522:
    pass
elif X == -523:
    pass
elif X == -524:
    pass
elif X == -525:
    pass
elif X == -526:
    pass
elif X == -527:
    pass
elif X == -528:
    pass
elif X == -529:
    pass
elif X == -530:
    pass
elif X == -531:
    pass
elif X == -532:
    pass
elif X == -533:
    pass
elif X == -534:
    pass
elif X == -535:
    pass
elif X == -536:
    pass
elif X == -537:
    pass
elif X == -538:
    pass
elif X == -539:
    pass
elif X == -540:
    pass
elif X == -541:
    pass
elif X == -542:
    pass
elif X == -543:
    pass
elif X == -544:
    pass
elif X == -545:
    pass
elif X == -546:
    pass
elif X == -547:
    pass
elif X == -548:
    pass
elif X == -549:
    pass
elif X == -550:
    pass
elif X == -551:
    pass
elif X == -552:
    pass
elif X == -553:
    pass
elif X == -554:
    pass
elif X == -555:
    pass
elif X == -556:
    pass
elif X == -557:
    pass
elif X == -558:
    pass
elif X == -559:
    pass
elif X == -560:
    pass
elif X == -561:
    pass
elif X == -562:
    pass
elif X == -563:
    pass
elif X == -564:
    pass
elif X == -565:
    pass
elif X == -566:
    pass
elif X == -567:
    pass
elif X == -568:
    pass
elif X == -569:
    pass
elif X == -570:
    pass
elif X == -571:
    pass
elif X == -572:
    pass
elif X == -573:
    pass
elif X == -574:
    pass
elif X == -575:
    pass
elif X == -576:
    pass
elif X == -577:
    pass
elif X == -578:
    pass
elif X == -579:
    pass
elif X == -580:
    pass
elif X == -581:
    pass
elif X == -582:
    pass
elif X == -583:
    pass
elif X == -584:
    pass
elif X == -585:
    pass
elif X == -586:
    pass
elif X == -587:
    pass
elif X == -588:
    pass
elif X == -589:
    pass
elif X == -590:
    pass
elif X == -591:
    pass
elif X == -592:
    pass
elif X == -593:
    pass
elif X == -594:
    pass
elif X == -595:
    pass
elif X == -596:
    pass
elif X == -597:
    pass
elif X == -598:
    pass
elif X == -599:
    pass
elif X == -600:
    pass
elif X == -601:
    pass
elif X == -602:
    pass
elif X == -603:
    pass
elif X == -604:
    pass
elif X == -605:
    pass
elif X == -606:
    pass
elif X == -607:
    pass
elif X == -608:
    pass
elif X == -609:
    pass
elif X == -610:
    pass
elif X == -611:
    pass
elif X == -612:
    pass
elif X == -613:
    pass
elif X == -614:
    pass
elif X == -615:
    pass
elif X == -616:
    pass
elif X == -617:
    pass
elif X == -618:
    pass
elif X == -619:
    pass
elif X == -620:
    pass
elif X == -621:
    pass
elif X == -622:
    pass
elif X == -623:
    pass
elif X == -624:
    pass
elif X == -625:
    pass
elif X == -626:
    pass
elif X == -627:
    pass
elif X == -628:
    pass
elif X == -629:
    pass
elif X == -630:
    pass
elif X == -631:
    pass
elif X == -632:
    pass
elif X == -633:
    pass
elif X == -634:
    pass
elif X == -635:
    pass
elif X == -636:
    pass
elif X == -637:
    pass
elif X == -638:
    pass
elif X == -639:
    pass
elif X == -640:
    pass
elif X == -641:
    pass
elif X == -642:
    pass
elif X == -643:
    pass
elif X == -644:
    pass
elif X == -645:
    pass
elif X == -646:
    pass
elif X == -647:
    pass
elif X == -648:
    pass
elif X == -649:
    pass
elif X == -650:
    pass
elif X == -651:
    pass
elif X == -652:
    pass
elif X == -653:
    pass
elif X == -654:
    pass
elif X == -655:
    pass
elif X == -656:
    pass
elif X == -657:
    pass
elif X == -658:
    pass
elif X == -659:
    pass
elif X == -660:
    pass
elif X == -661:
    pass
elif X == -662:
    pass
elif X == -663:
    pass
elif X == -664:
    pass
elif X == -665:
    pass
elif X == -666:
    pass
elif X == -667:
    pass
elif X == -668:
    pass
elif X == -669:
    pass
elif X == -670:
    pass
elif X == -671:
    pass
elif X == -672:
    pass
elif X == -673:
    pass
elif X == -674:
    pass
elif X == -675:
    pass
elif X == -676:
    pass
elif X == -677:
    pass
elif X == -678:
    pass
elif X == -679:
    pass
elif X == -680:
    pass
elif X == -681:
    pass
elif X == -682:
    pass
elif X == -683:
    pass
elif X == -684:
    pass
elif X == -685:
    pass
elif X == -686:
    pass
elif X == -687:
    pass
elif X == -688:
    pass
elif X == -689:
    pass
elif X == -690:
    pass
elif X == -691:
    pass
elif X == -692:
    pass
elif X == -693:
    pass
elif X == -694:
    pass
elif X == -695:
    pass
elif X == -696:
    pass
elif X == -697:
    pass
elif X == -698:
    pass
elif X == -699:
    pass
elif X == -700:
    pass
elif X == -701:
    pass
elif X == -702:
    pass
elif X == -703:
    pass
elif X == -704:
    pass
elif X == -705:
    pass
elif X == -706:
    pass
elif X == -707:
    pass
elif X == -708:
    pass
elif X == -709:
    pass
elif X == -710:
    pass
elif X == -711:
    pass
elif X == -712:
    pass
elif X == -713:
    pass
elif X == -714:
    pass
elif X == -715:
    pass
elif X == -716:
    pass
elif X == -717:
    pass
elif X == -718:
    pass
elif X == -719:
    pass
elif X == -720:
    pass
elif X == -721:
    pass
elif X == -722:
    pass
elif X == -723:
    pass
elif X == -724:
    pass
elif X == -725:
    pass
elif X == -726:
    pass
elif X == -727:
    pass
elif X == -728:
    pass
elif X == -729:
    pass
elif X == -730:
    pass
elif X == -731:
    pass
elif X == -732:
    pass
elif X == -733:
    pass
elif X == -734:
    pass
elif X == -735:
    pass
elif X == -736:
    pass
elif X == -737:
    pass
elif X == -738:
    pass
elif X == -739:
    pass
elif X == -740:
    pass
elif X == -741:
    pass
elif X == -742:
    pass
elif X == -743:
    pass
elif X == -744:
    pass
elif X == -745:
    pass
elif X == -746:
    pass
elif X == -747:
    pass
elif X == -748:
    pass
elif X == -749:
    pass
elif X == -750:
    pass
elif X == -751:
    pass
elif X == -752:
    pass
elif X == -753:
    pass
elif X == -754:
    pass
elif X == -755:
    pass
elif X == -756:
    pass
elif X == -757:
    pass
elif X == -758:
    pass
elif X == -759:
    pass
elif X == -760:
    pass
elif X == -761:
    pass
elif X == -762:
    pass
elif X == -763:
    pass
elif X == -764:
    pass
elif X == -765:
    pass
elif X == -766:
    pass
elif X == -767:
    pass
elif X == -768:
    pass
elif X == -769:
    pass
elif X == -770:
    pass
elif X == -771:
    pass
elif X == -772:
    pass
elif X == -773:
    pass
elif X == -774:
    pass
elif X == -775:
    pass
elif X == -776:
    pass
elif X == -777:
    pass
elif X == -778:
    pass
elif X == -779:
    pass
elif X == -780:
    pass
elif X == -781:
    pass
elif X == -782:
    pass
elif X == -783:
    pass
elif X == -784:
    pass
elif X == -785:
    pass
elif X == -786:
    pass
elif X == -787:
    pass
elif X == -788:
    pass
elif X == -789:
    pass
elif X == -790:
    pass
elif X == -791:
    pass
elif X == -792:
    pass
elif X == -793:
    pass
elif X == -794:
    pass
elif X == -795:
    pass
elif X == -796:
    pass
elif X == -797:
    pass
elif X == -798:
    pass
elif X == -799:
    pass
elif X == -800:
    pass
elif X == -801:
    pass
elif X == -802:
    pass
elif X == -803:
    pass
elif X == -804:
    pass
elif X == -805:
    pass
elif X == -806:
    pass
elif X == -807:
    pass
elif X == -808:
    pass
elif X == -809:
    pass
elif X == -810:
    pass
elif X == -811:
    pass
elif X == -812:
    pass
elif X == -813:
    pass
elif X == -814:
    pass
elif X == -815:
    pass
elif X == -816:
    pass
elif X == -817:
    pass
elif X == -818:
    pass
elif X == -819:
    pass
elif X == -820:
    pass
elif X == -821:
    pass
elif X == -822:
    pass
elif X == -823:
    pass
elif X == -824:
    pass
elif X == -825:
    pass
elif X == -826:
    pass
elif X == -827:
    pass
elif X == -828:
    pass
elif X == -829:
    pass
elif X == -830:
    pass
elif X == -831:
    pass
elif X == -832:
    pass
elif X == -833:
    pass
elif X == -834:
    pass
elif X == -835:
    pass
elif X == -836:
    pass
elif X == -837:
    pass
elif X == -838:
    pass
elif X == -839:
    pass
elif X == -840:
    pass
elif X == -841:
    pass
elif X == -842:
    pass
elif X == -843:
    pass
elif X == -844:
    pass
elif X == -845:
    pass
elif X == -846:
    pass
elif X == -847:
    pass
elif X == -848:
    pass
elif X == -849:
    pass
elif X == -850:
    pass
elif X == -851:
    pass
elif X == -852:
    pass
elif X == -853:
    pass
elif X == -854:
    pass
elif X == -855:
    pass
elif X == -856:
    pass
elif X == -857:
    pass
elif X == -858:
    pass
elif X == -859:
    pass
elif X == -860:
    pass
elif X == -861:
    pass
elif X == -862:
    pass
elif X == -863:
    pass
elif X == -864:
    pass
elif X == -865:
    pass
elif X == -866:
    pass
elif X == -867:
    pass
elif X == -868:
    pass
elif X == -869:
    pass
elif X == -870:
    pass
elif X == -871:
    pass
elif X == -872:
    pass
elif X == -873:
    pass
elif X == -874:
    pass
elif X == -875:
    pass
elif X == -876:
    pass
elif X == -877:
    pass
elif X == -878:
    pass
elif X == -879:
    pass
elif X == -880:
    pass
elif X == -881:
    pass
elif X == -882:
    pass
elif X == -883:
    pass
elif X == -884:
    pass
elif X == -885:
    pass
elif X == -886:
    pass
elif X == -887:
    pass
elif X == -888:
    pass
elif X == -889:
    pass
elif X == -890:
    pass
elif X == -891:
    pass
elif X == -892:
    pass
elif X == -893:
    pass
elif X == -894:
    pass
elif X == -895:
    pass
elif X == -896:
    pass
elif X == -897:
    pass
elif X == -898:
    pass
elif X == -899:
    pass
elif X == -900:
    pass
elif X == -901:
    pass
elif X == -902:
    pass
elif X == -903:
    pass
elif X == -904:
    pass
elif X == -905:
    pass
elif X == -906:
    pass
elif X == -907:
    pass
elif X == -908:
    pass
elif X == -909:
    pass
elif X == -910:
    pass
elif X == -911:
    pass
elif X == -912:
    pass
elif X == -913:
    pass
elif X == -914:
    pass
elif X == -915:
    pass
elif X == -916:
    pass
elif X == -917:
    pass
elif X == -918:
    pass
elif X == -919:
    pass
elif X == -920:
    pass
elif X == -921:
    pass
elif X == -922:
    pass
elif X == -923:
    pass
elif X == -924:
    pass
elif X == -925:
    pass
elif X == -926:
    pass
elif X == -927:
    pass
elif X == -928:
    pass
elif X == -929:
    pass
elif X == -930:
    pass
elif X == -931:
    pass
elif X == -932:
    pass
elif X == -933:
    pass
elif X == -934:
    pass
elif X == -935:
    pass
elif X == -936:
    pass
elif X == -937:
    pass
elif X == -938:
    pass
elif X == -939:
    pass
elif X == -940:
    pass
elif X == -941:
    pass
elif X == -942:
    pass
elif X == -943:
    pass
elif X == -944:
    pass
elif X == -945:
    pass
elif X == -946:
    pass
elif X == -947:
    pass
elif X == -948:
    pass
elif X == -949:
    pass
elif X == -950:
    pass
elif X == -951:
    pass
elif X == -952:
    pass
elif X == -953:
    pass
elif X == -954:
    pass
elif X == -955:
    pass
elif X == -956:
    pass
elif X == -957:
    pass
elif X == -958:
    pass
elif X == -959:
    pass
elif X == -960:
    pass
elif X == -961:
    pass
elif X == -962:
    pass
elif X == -963:
    pass
elif X == -964:
    pass
elif X == -965:
    pass
elif X == -966:
    pass
elif X == -967:
    pass
elif X == -968:
    pass
elif X == -969:
    pass
elif X == -970:
    pass
elif X == -971:
    pass
elif X == -972:
    pass
elif X == -973:
    pass
elif X == -974:
    pass
elif X == -975:
    pass
elif X == -976:
    pass
elif X == -977:
    pass
elif X == -978:
    pass
elif X == -979:
    pass
elif X == -980:
    pass
elif X == -981:
    pass
elif X == -982:
    pass
elif X == -983:
    pass
elif X == -984:
    pass
elif X == -985:
    pass
elif X == -986:
    pass
elif X == -987:
    pass
elif X == -988:
    pass
elif X == -989:
    pass
elif X == -990:
    pass
elif X == -991:
    pass
elif X == -992:
    pass
elif X == -993:
    pass
elif X == -994:
    pass
elif X == -995:
    pass
elif X == -996:
    pass
elif X == -997:
    pass
elif X == -998:
    pass
elif X == -999:
    pass
elif X == -1000:
    pass
elif X == -1001:
    pass
elif X == -1002:
    pass
elif X == -1003:
    pass
elif X == -1004:
    pass
elif X == -1005:
    pass
elif X == -1006:
    pass
elif X == -1007:
    pass
elif X == -1008:
    pass
elif X == -1009:
    pass
elif X == -1010:
    pass
elif X == -1011:
    pass
elif X == -1012:
    pass
elif X == -1013:
    pass
elif X == -1014:
    pass
elif X == -1015:
    pass
elif X == -1016:
    pass
elif X == -1017:
    pass
elif X == -1018:
    pass
elif X == -1019:
    pass
elif X == -1020:
    pass
elif X == -1021:
    pass
elif X == -1022:
    pass
elif X == -1023:
    pass
elif X == -1024:
    pass
elif X == -1025:
    pass
elif X == -1026:
    pass
elif X == -1027:
    pass
elif X == -1028:
    pass
elif X == -1029:
    pass
elif X == -1030:
    pass
elif X == -1031:
    pass
elif X == -1032:
    pass
elif X == -1033:
    pass
elif X == -1034:
    pass
elif X == -1035:
    pass
elif X == -1036:
    pass
elif X == -1037:
    pass
elif X == -1038:
    pass
elif X == -1039:
    pass
elif X == -1040:
    pass
elif X == -1041:
    pass
elif X == -1042:
    pass
elif X == -1043:
    pass
elif X == -1044:
    pass
elif X == -1045:
    pass
elif X == -1046:
    pass
elif X == -1047:
    pass
elif X == -1048:
    pass
elif X == -1049:
    pass
elif X == -1050:
    pass
elif X == -1051:
    pass
elif X == -1052:
    pass
elif X == -1053:
    pass
elif X == -1054:
    pass
elif X == -1055:
    pass
elif X == -1056:
    pass
elif X == -1057:
    pass
elif X == -1058:
    pass
elif X == -1059:
    pass
elif X == -1060:
    pass
elif X == -1061:
    pass
elif X == -1062:
    pass
elif X == -1063:
    pass
elif X == -1064:
    pass
elif X == -1065:
    pass
elif X == -1066:
    pass
elif X == -1067:
    pass
elif X == -1068:
    pass
elif X == -1069:
    pass
elif X == -1070:
    pass
elif X == -1071:
    pass
elif X == -1072:
    pass
elif X == -1073:
    pass
elif X == -1074:
    pass
elif X == -1075:
    pass
elif X == -1076:
    pass
elif X == -1077:
    pass
elif X == -1078:
    pass
elif X == -1079:
    pass
elif X == -1080:
    pass
elif X == -1081:
    pass
elif X == -1082:
    pass
elif X == -1083:
    pass
elif X == -1084:
    pass
elif X == -1085:
    pass
elif X == -1086:
    pass
elif X == -1087:
    pass
elif X == -1088:
    pass
elif X == -1089:
    pass
elif X == -1090:
    pass
elif X == -1091:
    pass
elif X == -1092:
    pass
elif X == -1093:
    pass
elif X == -1094:
    pass
elif X == -1095:
    pass
elif X == -1096:
    pass
elif X == -1097:
    pass
elif X == -1098:
    pass
elif X == -1099:
    pass
elif X == -1100:
    pass
elif X == -1101:
    pass
elif X == -1102:
    pass
elif X == -1103:
    pass
elif X == -1104:
    pass
elif X == -1105:
    pass
elif X == -1106:
    pass
elif X == -1107:
    pass
elif X == -1108:
    pass
elif X == -1109:
    pass
elif X == -1110:
    pass
elif X == -1111:
    pass
elif X == -1112:
    pass
elif X == -1113:
    pass
elif X == -1114:
    pass
elif X == -1115:
    pass
elif X == -1116:
    pass
elif X == -1117:
    pass
elif X == -1118:
    pass
elif X == -1119:
    pass
elif X == -1120:
    pass
elif X == -1121:
    pass
elif X == -1122:
    pass
elif X == -1123:
    pass
elif X == -1124:
    pass
elif X == -1125:
    pass
elif X == -1126:
    pass
elif X == -1127:
    pass
elif X == -1128:
    pass
elif X == -1129:
    pass
elif X == -1130:
    pass
elif X == -1131:
    pass
elif X == -1132:
    pass
elif X == -1133:
    pass
elif X == -1134:
    pass
elif X == -1135:
    pass
elif X == -1136:
    pass
elif X == -1137:
    pass
elif X == -1138:
    pass
elif X == -1139:
    pass
elif X == -1140:
    pass
elif X == -1141:
    pass
elif X == -1142:
    pass
elif X == -1143:
    pass
elif X == -1144:
    pass
elif X == -1145:
    pass
elif X == -1146:
    pass
elif X == -1147:
    pass
elif X == -1148:
    pass
elif X == -1149:
    pass
elif X == -1150:
    pass
elif X == -1151:
    pass
elif X == -1152:
    pass
elif X == -1153:
    pass
elif X == -1154:
    pass
elif X == -1155:
    pass
elif X == -1156:
    pass
elif X == -1157:
    pass
elif X == -1158:
    pass
elif X == -1159:
    pass
elif X == -1160:
    pass
elif X == -1161:
    pass
elif X == -1162:
    pass
elif X == -1163:
    pass
elif X == -1164:
    pass
elif X == -1165:
    pass
elif X == -1166:
    pass
elif X == -1167:
    pass
elif X == -1168:
    pass
elif X == -1169:
    pass
elif X == -1170:
    pass
elif X == -1171:
    pass
elif X == -1172:
    pass
elif X == -1173:
    pass
elif X == -1174:
    pass
elif X == -1175:
    pass
elif X == -1176:
    pass
elif X == -1177:
    pass
elif X == -1178:
    pass
elif X == -1179:
    pass
elif X == -1180:
    pass
elif X == -1181:
    pass
elif X == -1182:
    pass
elif X == -1183:
    pass
elif X == -1184:
    pass
elif X == -1185:
    pass
elif X == -1186:
    pass
elif X == -1187:
    pass
elif X == -1188:
    pass
elif X == -1189:
    pass
elif X == -1190:
    pass
elif X == -1191:
    pass
elif X == -1192:
    pass
elif X == -1193:
    pass
elif X == -1194:
    pass
elif X == -1195:
    pass
elif X == -1196:
    pass
elif X == -1197:
    pass
elif X == -1198:
    pass
elif X == -1199:
    pass
elif X == -1200:
    pass
elif X == -1201:
    pass
elif X == -1202:
    pass
elif X == -1203:
    pass
elif X == -1204:
    pass
elif X == -1205:
    pass
elif X == -1206:
    pass
elif X == -1207:
    pass
elif X == -1208:
    pass
elif X == -1209:
    pass
elif X == -1210:
    pass
elif X == -1211:
    pass
elif X == -1212:
    pass
elif X == -1213:
    pass
elif X == -1214:
    pass
elif X == -1215:
    pass
elif X == -1216:
    pass
elif X == -1217:
    pass
elif X == -1218:
    pass
elif X == -1219:
    pass
elif X == -1220:
    pass
elif X == -1221:
    pass
elif X == -1222:
    pass
elif X == -1223:
    pass
elif X == -1224:
    pass
elif X == -1225:
    pass
elif X == -1226:
    pass
elif X == -1227:
    pass
elif X == -1228:
    pass
elif X == -1229:
    pass
elif X == -1230:
    pass
elif X == -1231:
    pass
elif X == -1232:
    pass
elif X == -1233:
    pass
elif X == -1234:
    pass
elif X == -1235:
    pass
elif X == -1236:
    pass
elif X == -1237:
    pass
elif X == -1238:
    pass
elif X == -1239:
    pass
elif X == -1240:
    pass
elif X == -1241:
    pass
elif X == -1242:
    pass
elif X == -1243:
    pass
elif X == -1244:
    pass
elif X == -1245:
    pass
elif X == -1246:
    pass
elif X == -1247:
    pass
elif X == -1248:
    pass
elif X == -1249:
    pass
elif X == -1250:
    pass
elif X == -1251:
    pass
elif X == -1252:
    pass
elif X == -1253:
    pass
elif X == -1254:
    pass
elif X == -1255:
    pass
elif X == -1256:
    pass
elif X == -1257:
    pass
elif X == -1258:
    pass
elif X == -1259:
    pass
elif X == -1260:
    pass
elif X == -1261:
    pass
elif X == -1262:
    pass
elif X == -1263:
    pass
elif X == -1264:
    pass
elif X == -1265:
    pass
elif X == -1266:
    pass
elif X == -1267:
    pass
elif X == -1268:
    pass
elif X == -1269:
    pass
elif X == -1270:
    pass
elif X == -1271:
    pass
elif X == -1272:
    pass
elif X == -1273:
    pass
elif X == -1274:
    pass
elif X == -1275:
    pass
elif X == -1276:
    pass
elif X == -1277:
    pass
elif X == -1278:
    pass
elif X == -1279:
    pass
elif X == -1280:
    pass
elif X == -1281:
    pass
elif X == -1282:
    pass
elif X == -1283:
    pass
elif X == -1284:
    pass
elif X == -1285:
    pass
elif X == -1286:
    pass
elif X == -1287:
    pass
elif X == -1288:
    pass
elif X == -1289:
    pass
elif X == -1290:
    pass
elif X == -1291:
    pass
elif X == -1292:
    pass
elif X == -1293:
    pass
elif X == -1294:
    pass
elif X == -1295:
    pass
elif X == -1296:
    pass
elif X == -1297:
    pass
elif X == -1298:
    pass
elif X == -1299:
    pass
elif X == -1300:
    pass
elif X == -1301:
    pass
elif X == -1302:
    pass
elif X == -1303:
    pass
elif X == -1304:
    pass
elif X == -1305:
    pass
elif X == -1306:
    pass
elif X == -1307:
    pass
elif X == -1308:
    pass
elif X == -1309:
    pass
elif X == -1310:
    pass
elif X == -1311:
    pass
elif X == -1312:
    pass
elif X == -1313:
    pass
elif X == -1314:
    pass
elif X == -1315:
    pass
elif X == -1316:
    pass
elif X == -1317:
    pass
elif X == -1318:
    pass
elif X == -1319:
    pass
elif X == -1320:
    pass
elif X == -1321:
    pass
elif X == -1322:
    pass
elif X == -1323:
    pass
elif X == -1324:
    pass
elif X == -1325:
    pass
elif X == -1326:
    pass
elif X == -1327:
    pass
elif X == -1328:
    pass
elif X == -1329:
    pass
elif X == -1330:
    pass
elif X == -1331:
    pass
elif X == -1332:
    pass
elif X == -1333:
    pass
elif X == -1334:
    pass
elif X == -1335:
    pass
elif X == -1336:
    pass
elif X == -1337:
    pass
elif X == -1338:
    pass
elif X == -1339:
    pass
elif X == -1340:
    pass
elif X == -1341:
    pass
elif X == -1342:
    pass
elif X == -1343:
    pass
elif X == -1344:
    pass
elif X == -1345:
    pass
elif X == -1346:
    pass
elif X == -1347:
    pass
elif X == -1348:
    pass
elif X == -1349:
    pass
elif X == -1350:
    pass
elif X == -1351:
    pass
elif X == -1352:
    pass
elif X == -1353:
    pass
elif X == -1354:
    pass
elif X == -1355:
    pass
elif X == -1356:
    pass
elif X == -1357:
    pass
elif X == -1358:
    pass
elif X == -1359:
    pass
elif X == -1360:
    pass
elif X == -1361:
    pass
elif X == -1362:
    pass
elif X == -1363:
    pass
elif X == -1364:
    pass
elif X == -1365:
    pass
elif X == -1366:
    pass
elif X == -1367:
    pass
elif X == -1368:
    pass
elif X == -1369:
    pass
elif X == -1370:
    pass
elif X == -1371:
    pass
elif X == -1372:
    pass
elif X == -1373:
    pass
elif X == -1374:
    pass
elif X == -1375:
    pass
elif X == -1376:
    pass
elif X == -1377:
    pass
elif X == -1378:
    pass
elif X == -1379:
    pass
elif X == -1380:
    pass
elif X == -1381:
    pass
elif X == -1382:
    pass
elif X == -1383:
    pass
elif X == -1384:
    pass
elif X == -1385:
    pass
elif X == -1386:
    pass
elif X == -1387:
    pass
elif X == -1388:
    pass
elif X == -1389:
    pass
elif X == -1390:
    pass
elif X == -1391:
    pass
elif X == -1392:
    pass
elif X == -1393:
    pass
elif X == -1394:
    pass
elif X == -1395:
    pass
elif X == -1396:
    pass
elif X == -1397:
    pass
elif X == -1398:
    pass
elif X == -1399:
    pass
elif X == -1400:
    pass
elif X == -1401:
    pass
elif X == -1402:
    pass
elif X == -1403:
    pass
elif X == -1404:
    pass
elif X == -1405:
    pass
elif X == -1406:
    pass
elif X == -1407:
    pass
elif X == -1408:
    pass
elif X == -1409:
    pass
elif X == -1410:
    pass
elif X == -1411:
    pass
elif X == -1412:
    pass
elif X == -1413:
    pass
elif X == -1414:
    pass
elif X == -1415:
    pass
elif X == -1416:
    pass
elif X == -1417:
    pass
elif X == -1418:
    pass
elif X == -1419:
    pass
elif X == -1420:
    pass
elif X == -1421:
    pass
elif X == -1422:
    pass
elif X == -1423:
    pass
elif X == -1424:
    pass
elif X == -1425:
    pass
elif X == -1426:
    pass
elif X == -1427:
    pass
elif X == -1428:
    pass
elif X == -1429:
    pass
elif X == -1430:
    pass
elif X == -1431:
    pass
elif X == -1432:
    pass
elif X == -1433:
    pass
elif X == -1434:
    pass
elif X == -1435:
    pass
elif X == -1436:
    pass
elif X == -1437:
    pass
elif X == -1438:
    pass
elif X == -1439:
    pass
elif X == -1440:
    pass
elif X == -1441:
    pass
elif X == -1442:
    pass
elif X == -1443:
    pass
elif X == -1444:
    pass
elif X == -1445:
    pass
elif X == -1446:
    pass
elif X == -1447:
    pass
elif X == -1448:
    pass
elif X == -1449:
    pass
elif X == -1450:
    pass
elif X == -1451:
    pass
elif X == -1452:
    pass
elif X == -1453:
    pass
elif X == -1454:
    pass
elif X == -1455:
    pass
elif X == -1456:
    pass
elif X == -1457:
    pass
elif X == -1458:
    pass
elif X == -1459:
    pass
elif X == -1460:
    pass
elif X == -1461:
    pass
elif X == -1462:
    pass
elif X == -1463:
    pass
elif X == -1464:
    pass
elif X == -1465:
    pass
elif X == -1466:
    pass
elif X == -1467:
    pass
elif X == -1468:
    pass
elif X == -1469:
    pass
elif X == -1470:
    pass
elif X == -1471:
    pass
elif X == -1472:
    pass
elif X == -1473:
    pass
elif X == -1474:
    pass
elif X == -1475:
    pass
elif X == -1476:
    pass
elif X == -1477:
    pass
elif X == -1478:
    pass
elif X == -1479:
    pass
elif X == -1480:
    pass
elif X == -1481:
    pass
elif X == -1482:
    pass
elif X == -1483:
    pass
elif X == -1484:
    pass
elif X == -1485:
    pass
elif X == -1486:
    pass
elif X == -1487:
    pass
elif X == -1488:
    pass
elif X == -1489:
    pass
elif X == -1490:
    pass
elif X == -1491:
    pass
elif X == -1492:
    pass
elif X == -1493:
    pass
elif X == -1494:
    pass
elif X == -1495:
    pass
elif X == -1496:
    pass
elif X == -1497:
    pass
elif X == -1498:
    pass
elif X == -1499:
    pass
elif X == -1500:
    pass
elif X == -1501:
    pass
elif X == -1502:
    pass
elif X == -1503:
    pass
elif X == -1504:
    pass
elif X == -1505:
    pass
elif X == -1506:
    pass
elif X == -1507:
    pass
elif X == -1508:
    pass
elif X == -1509:
    pass
elif X == -1510:
    pass
elif X == -1511:
    pass
elif X == -1512:
    pass
elif X == -1513:
    pass
elif X == -1514:
    pass
elif X == -1515:
    pass
elif X == -1516:
    pass
elif X == -1517:
    pass
elif X == -1518:
    pass
elif X == -1519:
    pass
elif X == -1520:
    pass
elif X == -1521:
    pass
elif X == -1522:
    pass
elif X == -1523:
    pass
elif X == -1524:
    pass
elif X == -1525:
    pass
elif X == -1526:
    pass
elif X == -1527:
    pass
elif X == -1528:
    pass
elif X == -1529:
    pass
elif X == -1530:
    pass
elif X == -1531:
    pass
elif X == -1532:
    pass
elif X == -1533:
    pass
elif X == -1534:
    pass
elif X == -1535:
    pass
elif X == -1536:
    pass
elif X == -1537:
    pass
elif X == -1538:
    pass
elif X == -1539:
    pass
elif X == -1540:
    pass
elif X == -1541:
    pass
elif X == -1542:
    pass
elif X == -1543:
    pass
elif X == -1544:
    pass
elif X == -1545:
    pass
elif X == -1546:
    pass
elif X == -1547:
    pass
elif X == -1548:
    pass
elif X == -1549:
    pass
elif X == -1550:
    pass
elif X == -1551:
    pass
elif X == -1552:
    pass
elif X == -1553:
    pass
elif X == -1554:
    pass
elif X == -1555:
    pass
elif X == -1556:
    pass
elif X == -1557:
    pass
elif X == -1558:
    pass
elif X == -1559:
    pass
elif X == -1560:
    pass
elif X == -1561:
    pass
elif X == -1562:
    pass
elif X == -1563:
    pass
elif X == -1564:
    pass
elif X == -1565:
    pass
elif X == -1566:
    pass
elif X == -1567:
    pass
elif X == -1568:
    pass
elif X == -1569:
    pass
elif X == -1570:
    pass
elif X == -1571:
    pass
elif X == -1572:
    pass
elif X == -1573:
    pass
elif X == -1574:
    pass
elif X == -1575:
    pass
elif X == -1576:
    pass
elif X == -1577:
    pass
elif X == -1578:
    pass
elif X == -1579:
    pass
elif X == -1580:
    pass
elif X == -1581:
    pass
elif X == -1582:
    pass
elif X == -1583:
    pass
elif X == -1584:
    pass
elif X == -1585:
    pass
elif X == -1586:
    pass
elif X == -1587:
    pass
elif X == -1588:
    pass
elif X == -1589:
    pass
elif X == -1590:
    pass
elif X == -1591:
    pass
elif X == -1592:
    pass
elif X == -1593:
    pass
elif X == -1594:
    pass
elif X == -1595:
    pass
elif X == -1596:
    pass
elif X == -1597:
    pass
elif X == -1598:
    pass
elif X == -1599:
    pass
elif X == -1600:
    pass
elif X == -1601:
    pass
elif X == -1602:
    pass
elif X == -1603:
    pass
elif X == -1604:
    pass
elif X == -1605:
    pass
elif X == -1606:
    pass
elif X == -1607:
    pass
elif X == -1608:
    pass
elif X == -1609:
    pass
elif X == -1610:
    pass
elif X == -1611:
    pass
elif X == -1612:
    pass
elif X == -1613:
    pass
elif X == -1614:
    pass
elif X == -1615:
    pass
elif X == -1616:
    pass
elif X == -1617:
    pass
elif X == -1618:
    pass
elif X == -1619:
    pass
elif X == -1620:
    pass
elif X == -1621:
    pass
elif X == -1622:
    pass
elif X == -1623:
    pass
elif X == -1624:
    pass
elif X == -1625:
    pass
elif X == -1626:
    pass
elif X == -1627:
    pass
elif X == -1628:
    pass
elif X == -1629:
    pass
elif X == -1630:
    pass
elif X == -1631:
    pass
elif X == -1632:
    pass
elif X == -1633:
    pass
elif X == -1634:
    pass
elif X == -1635:
    pass
elif X == -1636:
    pass
elif X == -1637:
    pass
elif X == -1638:
    pass
elif X == -1639:
    pass
elif X == -1640:
    pass
elif X == -1641:
    pass
elif X == -1642:
    pass
elif X == -1643:
    pass
elif X == -1644:
    pass
elif X == -1645:
    pass
elif X == -1646:
    pass
elif X == -1647:
    pass
elif X == -1648:
    pass
elif X == -1649:
    pass
elif X == -1650:
    pass
elif X == -1651:
    pass
elif X == -1652:
    pass
elif X == -1653:
    pass
elif X == -1654:
    pass
elif X == -1655:
    pass
elif X == -1656:
    pass
elif X == -1657:
    pass
elif X == -1658:
    pass
elif X == -1659:
    pass
elif X == -1660:
    pass
elif X == -1661:
    pass
elif X == -1662:
    pass
elif X == -1663:
    pass
elif X == -1664:
    pass
elif X == -1665:
    pass
elif X == -1666:
    pass
elif X == -1667:
    pass
elif X == -1668:
    pass
elif X == -1669:
    pass
elif X == -1670:
    pass
elif X == -1671:
    pass
elif X == -1672:
    pass
elif X == -1673:
    pass
elif X == -1674:
    pass
elif X == -1675:
    pass
elif X == -1676:
    pass
elif X == -1677:
    pass
elif X == -1678:
    pass
elif X == -1679:
    pass
elif X == -1680:
    pass
elif X == -1681:
    pass
elif X == -1682:
    pass
elif X == -1683:
    pass
elif X == -1684:
    pass
elif X == -1685:
    pass
elif X == -1686:
    pass
elif X == -1687:
    pass
elif X == -1688:
    pass
elif X == -1689:
    pass
elif X == -1690:
    pass
elif X == -1691:
    pass
elif X == -1692:
    pass
elif X == -1693:
    pass
elif X == -1694:
    pass
elif X == -1695:
    pass
elif X == -1696:
    pass
elif X == -1697:
    pass
elif X == -1698:
    pass
elif X == -1699:
    pass
elif X == -1700:
    pass
elif X == -1701:
    pass
elif X == -1702:
    pass
elif X == -1703:
    pass
elif X == -1704:
    pass
elif X == -1705:
    pass
elif X == -1706:
    pass
elif X == -1707:
    pass
elif X == -1708:
    pass
elif X == -1709:
    pass
elif X == -1710:
    pass
elif X == -1711:
    pass
elif X == -1712:
    pass
elif X == -1713:
    pass
elif X == -1714:
    pass
elif X == -1715:
    pass
elif X == -1716:
    pass
elif X == -1717:
    pass
elif X == -1718:
    pass
elif X == -1719:
    pass
elif X == -1720:
    pass
elif X == -1721:
    pass
elif X == -1722:
    pass
elif X == -1723:
    pass
elif X == -1724:
    pass
elif X == -1725:
    pass
elif X == -1726:
    pass
elif X == -1727:
    pass
elif X == -1728:
    pass
elif X == -1729:
    pass
elif X == -1730:
    pass
elif X == -1731:
    pass
elif X == -1732:
    pass
elif X == -1733:
    pass
elif X == -1734:
    pass
elif X == -1735:
    pass
elif X == -1736:
    pass
elif X == -1737:
    pass
elif X == -1738:
    pass
elif X == -1739:
    pass
elif X == -1740:
    pass
elif X == -1741:
    pass
elif X == -1742:
    pass
elif X == -1743:
    pass
elif X == -1744:
    pass
elif X == -1745:
    pass
elif X == -1746:
    pass
elif X == -1747:
    pass
elif X == -1748:
    pass
elif X == -1749:
    pass
elif X == -1750:
    pass
elif X == -1751:
    pass
elif X == -1752:
    pass
elif X == -1753:
    pass
elif X == -1754:
    pass
elif X == -1755:
    pass
elif X == -1756:
    pass
elif X == -1757:
    pass
elif X == -1758:
    pass
elif X == -1759:
    pass
elif X == -1760:
    pass
elif X == -1761:
    pass
elif X == -1762:
    pass
elif X == -1763:
    pass
elif X == -1764:
    pass
elif X == -1765:
    pass
elif X == -1766:
    pass
elif X == -1767:
    pass
elif X == -1768:
    pass
elif X == -1769:
    pass
elif X == -1770:
    pass
elif X == -1771:
    pass
elif X == -1772:
    pass
elif X == -1773:
    pass
elif X == -1774:
    pass
elif X == -1775:
    pass
elif X == -1776:
    pass
elif X == -1777:
    pass
elif X == -1778:
    pass
elif X == -1779:
    pass
elif X == -1780:
    pass
elif X == -1781:
    pass
elif X == -1782:
    pass
elif X == -1783:
    pass
elif X == -1784:
    pass
elif X == -1785:
    pass
elif X == -1786:
    pass
elif X == -1787:
    pass
elif X == -1788:
    pass
elif X == -1789:
    pass
elif X == -1790:
    pass
elif X == -1791:
    pass
elif X == -1792:
    pass
elif X == -1793:
    pass
elif X == -1794:
    pass
elif X == -1795:
    pass
elif X == -1796:
    pass
elif X == -1797:
    pass
elif X == -1798:
    pass
elif X == -1799:
    pass
elif X == -1800:
    pass
elif X == -1801:
    pass
elif X == -1802:
    pass
elif X == -1803:
    pass
elif X == -1804:
    pass
elif X == -1805:
    pass
elif X == -1806:
    pass
elif X == -1807:
    pass
elif X == -1808:
    pass
elif X == -1809:
    pass
elif X == -1810:
    pass
elif X == -1811:
    pass
elif X == -1812:
    pass
elif X == -1813:
    pass
elif X == -1814:
    pass
elif X == -1815:
    pass
elif X == -1816:
    pass
elif X == -1817:
    pass
elif X == -1818:
    pass
elif X == -1819:
    pass
elif X == -1820:
    pass
elif X == -1821:
    pass
elif X == -1822:
    pass
elif X == -1823:
    pass
elif X == -1824:
    pass
elif X == -1825:
    pass
elif X == -1826:
    pass
elif X == -1827:
    pass
elif X == -1828:
    pass
elif X == -1829:
    pass
elif X == -1830:
    pass
elif X == -1831:
    pass
elif X == -1832:
    pass
elif X == -1833:
    pass
elif X == -1834:
    pass
elif X == -1835:
    pass
elif X == -1836:
    pass
elif X == -1837:
    pass
elif X == -1838:
    pass
elif X == -1839:
    pass
elif X == -1840:
    pass
elif X == -1841:
    pass
elif X == -1842:
    pass
elif X == -1843:
    pass
elif X == -1844:
    pass
elif X == -1845:
    pass
elif X == -1846:
    pass
elif X == -1847:
    pass
elif X == -1848:
    pass
elif X == -1849:
    pass
elif X == -1850:
    pass
elif X == -1851:
    pass
elif X == -1852:
    pass
elif X == -1853:
    pass
elif X == -1854:
    pass
elif X == -1855:
    pass
elif X == -1856:
    pass
elif X == -1857:
    pass
elif X == -1858:
    pass
elif X == -1859:
    pass
elif X == -1860:
    pass
elif X == -1861:
    pass
elif X == -1862:
    pass
elif X == -1863:
    pass
elif X == -1864:
    pass
elif X == -1865:
    pass
elif X == -1866:
    pass
elif X == -1867:
    pass
elif X == -1868:
    pass
elif X == -1869:
    pass
elif X == -1870:
    pass
elif X == -1871:
    pass
elif X == -1872:
    pass
elif X == -1873:
    pass
elif X == -1874:
    pass
elif X == -1875:
    pass
elif X == -1876:
    pass
elif X == -1877:
    pass
elif X == -1878:
    pass
elif X == -1879:
    pass
elif X == -1880:
    pass
elif X == -1881:
    pass
elif X == -1882:
    pass
elif X == -1883:
    pass
elif X == -1884:
    pass
elif X == -1885:
    pass
elif X == -1886:
    pass
elif X == -1887:
    pass
elif X == -1888:
    pass
elif X == -1889:
    pass
elif X == -1890:
    pass
elif X == -1891:
    pass
elif X == -1892:
    pass
elif X == -1893:
    pass
elif X == -1894:
    pass
elif X == -1895:
    pass
elif X == -1896:
    pass
elif X == -1897:
    pass
elif X == -1898:
    pass
elif X == -1899:
    pass
elif X == -1900:
    pass
elif X == -1901:
    pass
elif X == -1902:
    pass
elif X == -1903:
    pass
elif X == -1904:
    pass
elif X == -1905:
    pass
elif X == -1906:
    pass
elif X == -1907:
    pass
elif X == -1908:
    pass
elif X == -1909:
    pass
elif X == -1910:
    pass
elif X == -1911:
    pass
elif X == -1912:
    pass
elif X == -1913:
    pass
elif X == -1914:
    pass
elif X == -1915:
    pass
elif X == -1916:
    pass
elif X == -1917:
    pass
elif X == -1918:
    pass
elif X == -1919:
    pass
elif X == -1920:
    pass
elif X == -1921:
    pass
elif X == -1922:
    pass
elif X == -1923:
    pass
elif X == -1924:
    pass
elif X == -1925:
    pass
elif X == -1926:
    pass
elif X == -1927:
    pass
elif X == -1928:
    pass
elif X == -1929:
    pass
elif X == -1930:
    pass
elif X == -1931:
    pass
elif X == -1932:
    pass
elif X == -1933:
    pass
elif X == -1934:
    pass
elif X == -1935:
    pass
elif X == -1936:
    pass
elif X == -1937:
    pass
elif X == -1938:
    pass
elif X == -1939:
    pass
elif X == -1940:
    pass
elif X == -1941:
    pass
elif X == -1942:
    pass
elif X == -1943:
    pass
elif X == -1944:
    pass
elif X == -1945:
    pass
elif X == -1946:
    pass
elif X == -1947:
    pass
elif X == -1948:
    pass
elif X == -1949:
    pass
elif X == -1950:
    pass
elif X == -1951:
    pass
elif X == -1952:
    pass
elif X == -1953:
    pass
elif X == -1954:
    pass
elif X == -1955:
    pass
elif X == -1956:
    pass
elif X == -1957:
    pass
elif X == -1958:
    pass
elif X == -1959:
    pass
elif X == -1960:
    pass
elif X == -1961:
    pass
elif X == -1962:
    pass
elif X == -1963:
    pass
elif X == -1964:
    pass
elif X == -1965:
    pass
elif X == -1966:
    pass
elif X == -1967:
    pass
elif X == -1968:
    pass
elif X == -1969:
    pass
elif X == -1970:
    pass
elif X == -1971:
    pass
elif X == -1972:
    pass
elif X == -1973:
    pass
elif X == -1974:
    pass
elif X == -1975:
    pass
elif X == -1976:
    pass
elif X == -1977:
    pass
elif X == -1978:
    pass
elif X == -1979:
    pass
elif X == -1980:
    pass
elif X == -1981:
    pass
elif X == -1982:
    pass
elif X == -1983:
    pass
elif X == -1984:
    pass
elif X == -1985:
    pass
elif X == -1986:
    pass
elif X == -1987:
    pass
elif X == -1988:
    pass
elif X == -1989:
    pass
elif X == -1990:
    pass
elif X == -1991:
    pass
elif X == -1992:
    pass
elif X == -1993:
    pass
elif X == -1994:
    pass
elif X == -1995:
    pass
elif X == -1996:
    pass
elif X == -1997:
    pass
elif X == -1998:
    pass
elif X == -1999:
    pass
elif X == -2000:
    pass
elif X == -2001:
    pass
elif X == -2002:
    pass
elif X == -2003:
    pass
elif X == -2004:
    pass
elif X == -2005:
    pass
elif X == -2006:
    pass
elif X == -2007:
    pass
elif X == -2008:
    pass
elif X == -2009:
    pass
elif X == -2010:
    pass
elif X == -2011:
    pass
elif X == -2012:
    pass
elif X == -2013:
    pass
elif X == -2014:
    pass
elif X == -2015:
    pass
elif X == -2016:
    pass
elif X == -2017:
    pass
elif X == -2018:
    pass
elif X == -2019:
    pass
elif X == -2020:
    pass
elif X == -2021:
    pass
elif X == -2022:
    pass
elif X == -2023:
    pass
elif X == -2024:
    pass
elif X == -2025:
    pass
elif X == -2026:
    pass
elif X == -2027:
    pass
elif X == -2028:
    pass
elif X == -2029:
    pass
elif X == -2030:
    pass
elif X == -2031:
    pass
elif X == -2032:
    pass
elif X == -2033:
    pass
elif X == -2034:
    pass
elif X == -2035:
    pass
elif X == -2036:
    pass
elif X == -2037:
    pass
elif X == -2038:
    pass
elif X == -2039:
    pass
elif X == -2040:
    pass
elif X == -2041:
    pass
elif X == -2042:
    pass
elif X == -2043:
    pass
elif X == -2044:
    pass
elif X == -2045:
    pass
elif X == -2046:
    pass
elif X == -2047:
    pass
elif X == -2048:
    pass
elif X == -2049:
    pass
elif X == -2050:
    pass
elif X == -2051:
    pass
elif X == -2052:
    pass
elif X == -2053:
    pass
elif X == -2054:
    pass
elif X == -2055:
    pass
elif X == -2056:
    pass
elif X == -2057:
    pass
elif X == -2058:
    pass
elif X == -2059:
    pass
elif X == -2060:
    pass
elif X == -2061:
    pass
elif X == -2062:
    pass
elif X == -2063:
    pass
elif X == -2064:
    pass
elif X == -2065:
    pass
elif X == -2066:
    pass
elif X == -2067:
    pass
elif X == -2068:
    pass
elif X == -2069:
    pass
elif X == -2070:
    pass
elif X == -2071:
    pass
elif X == -2072:
    pass
elif X == -2073:
    pass
elif X == -2074:
    pass
elif X == -2075:
    pass
elif X == -2076:
    pass
elif X == -2077:
    pass
elif X == -2078:
    pass
elif X == -2079:
    pass
elif X == -2080:
    pass
elif X == -2081:
    pass
elif X == -2082:
    pass
elif X == -2083:
    pass
elif X == -2084:
    pass
elif X == -2085:
    pass
elif X == -2086:
    pass
elif X == -2087:
    pass
elif X == -2088:
    pass
elif X == -2089:
    pass
elif X == -2090:
    pass
elif X == -2091:
    pass
elif X == -2092:
    pass
elif X == -2093:
    pass
elif X == -2094:
    pass
elif X == -2095:
    pass
elif X == -2096:
    pass
elif X == -2097:
    pass
elif X == -2098:
    pass
elif X == -2099:
    pass
elif X == -2100:
    pass
elif X == -2101:
    pass
elif X == -2102:
    pass
elif X == -2103:
    pass
elif X == -2104:
    pass
elif X == -2105:
    pass
elif X == -2106:
    pass
elif X == -2107:
    pass
elif X == -2108:
    pass
elif X == -2109:
    pass
elif X == -2110:
    pass
elif X == -2111:
    pass
elif X == -2112:
    pass
elif X == -2113:
    pass
elif X == -2114:
    pass
elif X == -2115:
    pass
elif X == -2116:
    pass
elif X == -2117:
    pass
elif X == -2118:
    pass
elif X == -2119:
    pass
elif X == -2120:
    pass
elif X == -2121:
    pass
elif X == -2122:
    pass
elif X == -2123:
    pass
elif X == -2124:
    pass
elif X == -2125:
    pass
elif X == -2126:
    pass
elif X == -2127:
    pass
elif X == -2128:
    pass
elif X == -2129:
    pass
elif X == -2130:
    pass
elif X == -2131:
    pass
elif X == -2132:
    pass
elif X == -2133:
    pass
elif X == -2134:
    pass
elif X == -2135:
    pass
elif X == -2136:
    pass
elif X == -2137:
    pass
elif X == -2138:
    pass
elif X == -2139:
    pass
elif X == -2140:
    pass
elif X == -2141:
    pass
elif X == -2142:
    pass
elif X == -2143:
    pass
elif X == -2144:
    pass
elif X == -2145:
    pass
elif X == -2146:
    pass
elif X == -2147:
    pass
elif X == -2148:
    pass
elif X == -2149:
    pass
elif X == -2150:
    pass
elif X == -2151:
    pass
elif X == -2152:
    pass
elif X == -2153:
    pass
elif X == -2154:
    pass
elif X == -2155:
    pass
elif X == -2156:
    pass
elif X == -2157:
    pass
elif X == -2158:
    pass
elif X == -2159:
    pass
elif X == -2160:
    pass
elif X == -2161:
    pass
elif X == -2162:
    pass
elif X == -2163:
    pass
elif X == -2164:
    pass
elif X == -2165:
    pass
elif X == -2166:
    pass
elif X == -2167:
    pass
elif X == -2168:
    pass
elif X == -2169:
    pass
elif X == -2170:
    pass
elif X == -2171:
    pass
elif X == -2172:
    pass
elif X == -2173:
    pass
elif X == -2174:
    pass
elif X == -2175:
    pass
elif X == -2176:
    pass
elif X == -2177:
    pass
elif X == -2178:
    pass
elif X == -2179:
    pass
elif X == -2180:
    pass
elif X == -2181:
    pass
elif X == -2182:
    pass
elif X == -2183:
    pass
elif X == -2184:
    pass
elif X == -2185:
    pass
elif X == -2186:
    pass
elif X == -2187:
    pass
elif X == -2188:
    pass
elif X == -2189:
    pass
elif X == -2190:
    pass
elif X == -2191:
    pass
elif X == -2192:
    pass
elif X == -2193:
    pass
elif X == -2194:
    pass
elif X == -2195:
    pass
elif X == -2196:
    pass
elif X == -2197:
    pass
elif X == -2198:
    pass
elif X == -2199:
    pass
elif X == -2200:
    pass
elif X == -2201:
    pass
elif X == -2202:
    pass
elif X == -2203:
    pass
elif X == -2204:
    pass
elif X == -2205:
    pass
elif X == -2206:
    pass
elif X == -2207:
    pass
elif X == -2208:
    pass
elif X == -2209:
    pass
elif X == -2210:
    pass
elif X == -2211:
    pass
elif X == -2212:
    pass
elif X == -2213:
    pass
elif X == -2214:
    pass
elif X == -2215:
    pass
elif X == -2216:
    pass
elif X == -2217:
    pass
elif X == -2218:
    pass
elif X == -2219:
    pass
elif X == -2220:
    pass
elif X == -2221:
    pass
elif X == -2222:
    pass
elif X == -2223:
    pass
elif X == -2224:
    pass
elif X == -2225:
    pass
elif X == -2226:
    pass
elif X == -2227:
    pass
elif X == -2228:
    pass
elif X == -2229:
    pass
elif X == -2230:
    pass
elif X == -2231:
    pass
elif X == -2232:
    pass
elif X == -2233:
    pass
elif X == -2234:
    pass
elif X == -2235:
    pass
elif X == -2236:
    pass
elif X == -2237:
    pass
elif X == -2238:
    pass
elif X == -2239:
    pass
elif X == -2240:
    pass
elif X == -2241:
    pass
elif X == -2242:
    pass
elif X == -2243:
    pass
elif X == -2244:
    pass
elif X == -2245:
    pass
elif X == -2246:
    pass
elif X == -2247:
    pass
elif X == -2248:
    pass
elif X == -2249:
    pass
elif X == -2250:
    pass
elif X == -2251:
    pass
elif X == -2252:
    pass
elif X == -2253:
    pass
elif X == -2254:
    pass
elif X == -2255:
    pass
elif X == -2256:
    pass
elif X == -2257:
    pass
elif X == -2258:
    pass
elif X == -2259:
    pass
elif X == -2260:
    pass
elif X == -2261:
    pass
elif X == -2262:
    pass
elif X == -2263:
    pass
elif X == -2264:
    pass
elif X == -2265:
    pass
elif X == -2266:
    pass
elif X == -2267:
    pass
elif X == -2268:
    pass
elif X == -2269:
    pass
elif X == -2270:
    pass
elif X == -2271:
    pass
elif X == -2272:
    pass
elif X == -2273:
    pass
elif X == -2274:
    pass
elif X == -2275:
    pass
elif X == -2276:
    pass
elif X == -2277:
    pass
elif X == -2278:
    pass
elif X == -2279:
    pass
elif X == -2280:
    pass
elif X == -2281:
    pass
elif X == -2282:
    pass
elif X == -2283:
    pass
elif X == -2284:
    pass
elif X == -2285:
    pass
elif X == -2286:
    pass
elif X == -2287:
    pass
elif X == -2288:
    pass
elif X == -2289:
    pass
elif X == -2290:
    pass
elif X == -2291:
    pass
elif X == -2292:
    pass
elif X == -2293:
    pass
elif X == -2294:
    pass
elif X == -2295:
    pass
elif X == -2296:
    pass
elif X == -2297:
    pass
elif X == -2298:
    pass
elif X == -2299:
    pass
elif X == -2300:
    pass
elif X == -2301:
    pass
elif X == -2302:
    pass
elif X == -2303:
    pass
elif X == -2304:
    pass
elif X == -2305:
    pass
elif X == -2306:
    pass
elif X == -2307:
    pass
elif X == -2308:
    pass
elif X == -2309:
    pass
elif X == -2310:
    pass
elif X == -2311:
    pass
elif X == -2312:
    pass
elif X == -2313:
    pass
elif X == -2314:
    pass
elif X == -2315:
    pass
elif X == -2316:
    pass
elif X == -2317:
    pass
elif X == -2318:
    pass
elif X == -2319:
    pass
elif X == -2320:
    pass
elif X == -2321:
    pass
elif X == -2322:
    pass
elif X == -2323:
    pass
elif X == -2324:
    pass
elif X == -2325:
    pass
elif X == -2326:
    pass
elif X == -2327:
    pass
elif X == -2328:
    pass
elif X == -2329:
    pass
elif X == -2330:
    pass
elif X == -2331:
    pass
elif X == -2332:
    pass
elif X == -2333:
    pass
elif X == -2334:
    pass
elif X == -2335:
    pass
elif X == -2336:
    pass
elif X == -2337:
    pass
elif X == -2338:
    pass
elif X == -2339:
    pass
elif X == -2340:
    pass
elif X == -2341:
    pass
elif X == -2342:
    pass
elif X == -2343:
    pass
elif X == -2344:
    pass
elif X == -2345:
    pass
elif X == -2346:
    pass
elif X == -2347:
    pass
elif X == -2348:
    pass
elif X == -2349:
    pass
elif X == -2350:
    pass
elif X == -2351:
    pass
elif X == -2352:
    pass
elif X == -2353:
    pass
elif X == -2354:
    pass
elif X == -2355:
    pass
elif X == -2356:
    pass
elif X == -2357:
    pass
elif X == -2358:
    pass
elif X == -2359:
    pass
elif X == -2360:
    pass
elif X == -2361:
    pass
elif X == -2362:
    pass
elif X == -2363:
    pass
elif X == -2364:
    pass
elif X == -2365:
    pass
elif X == -2366:
    pass
elif X == -2367:
    pass
elif X == -2368:
    pass
elif X == -2369:
    pass
elif X == -2370:
    pass
elif X == -2371:
    pass
elif X == -2372:
    pass
elif X == -2373:
    pass
elif X == -2374:
    pass
elif X == -2375:
    pass
elif X == -2376:
    pass
elif X == -2377:
    pass
elif X == -2378:
    pass
elif X == -2379:
    pass
elif X == -2380:
    pass
elif X == -2381:
    pass
elif X == -2382:
    pass
elif X == -2383:
    pass
elif X == -2384:
    pass
elif X == -2385:
    pass
elif X == -2386:
    pass
elif X == -2387:
    pass
elif X == -2388:
    pass
elif X == -2389:
    pass
elif X == -2390:
    pass
elif X == -2391:
    pass
elif X == -2392:
    pass
elif X == -2393:
    pass
elif X == -2394:
    pass
elif X == -2395:
    pass
elif X == -2396:
    pass
elif X == -2397:
    pass
elif X == -2398:
    pass
elif X == -2399:
    pass
elif X == -2400:
    pass
elif X == -2401:
    pass
elif X == -2402:
    pass
elif X == -2403:
    pass
elif X == -2404:
    pass
elif X == -2405:
    pass
elif X == -2406:
    pass
elif X == -2407:
    pass
elif X == -2408:
    pass
elif X == -2409:
    pass
elif X == -2410:
    pass
elif X == -2411:
    pass
elif X == -2412:
    pass
elif X == -2413:
    pass
elif X == -2414:
    pass
elif X == -2415:
    pass
elif X == -2416:
    pass
elif X == -2417:
    pass
elif X == -2418:
    pass
elif X == -2419:
    pass
elif X == -2420:
    pass
elif X == -2421:
    pass
elif X == -2422:
    pass
elif X == -2423:
    pass
elif X == -2424:
    pass
elif X == -2425:
    pass
elif X == -2426:
    pass
elif X == -2427:
    pass
elif X == -2428:
    pass
elif X == -2429:
    pass
elif X == -2430:
    pass
elif X == -2431:
    pass
elif X == -2432:
    pass
elif X == -2433:
    pass
elif X == -2434:
    pass
elif X == -2435:
    pass
elif X == -2436:
    pass
elif X == -2437:
    pass
elif X == -2438:
    pass
elif X == -2439:
    pass
elif X == -2440:
    pass
elif X == -2441:
    pass
elif X == -2442:
    pass
elif X == -2443:
    pass
elif X == -2444:
    pass
elif X == -2445:
    pass
elif X == -2446:
    pass
elif X == -2447:
    pass
elif X == -2448:
    pass
elif X == -2449:
    pass
elif X == -2450:
    pass
elif X == -2451:
    pass
elif X == -2452:
    pass
elif X == -2453:
    pass
elif X == -2454:
    pass
elif X == -2455:
    pass
elif X == -2456:
    pass
elif X == -2457:
    pass
elif X == -2458:
    pass
elif X == -2459:
    pass
elif X == -2460:
    pass
elif X == -2461:
    pass
elif X == -2462:
    pass
elif X == -2463:
    pass
elif X == -2464:
    pass
elif X == -2465:
    pass
elif X == -2466:
    pass
elif X == -2467:
    pass
elif X == -2468:
    pass
elif X == -2469:
    pass
elif X == -2470:
    pass
elif X == -2471:
    pass
elif X == -2472:
    pass
elif X == -2473:
    pass
elif X == -2474:
    pass
elif X == -2475:
    pass
elif X == -2476:
    pass
elif X == -2477:
    pass
elif X == -2478:
    pass
elif X == -2479:
    pass
elif X == -2480:
    pass
elif X == -2481:
    pass
elif X == -2482:
    pass
elif X == -2483:
    pass
elif X == -2484:
    pass
elif X == -2485:
    pass
elif X == -2486:
    pass
elif X == -2487:
    pass
elif X == -2488:
    pass
elif X == -2489:
    pass
elif X == -2490:
    pass
elif X == -2491:
    pass
elif X == -2492:
    pass
elif X == -2493:
    pass
elif X == -2494:
    pass
elif X == -2495:
    pass
elif X == -2496:
    pass
elif X == -2497:
    pass
elif X == -2498:
    pass
elif X == -2499:
    pass


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    pairs = [(v, v) if isinstance(v, int) else tuple(v) for v in (kernel_size, padding, dilation)]
    (kh, kw), (ph, pw), (dh, dw) = pairs
    sh, sw = (kh, kw) if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    height, width = x.shape[-2:]

    def count(size, k, s, p, d):
        span = size + 2 * p - d * (k - 1) - 1
        n = (-(-span // s) if ceil_mode else span // s) + 1
        return n - 1 if ceil_mode and (n - 1) * s >= size + p else n

    rows, columns = count(height, kh, sh, ph, dh), count(width, kw, sw, pw, dw)
    best = x.new_full((*x.shape[:-2], rows, columns), float("-inf"))
    where = torch.zeros(best.shape, dtype=torch.int64)
    for i in range(kh):
        for j in range(kw):
            r, c = torch.arange(rows) * sh - ph + i * dh, torch.arange(columns) * sw - pw + j * dw
            inside = ((r >= 0) & (r < height))[:, None] & ((c >= 0) & (c < width))
            r, c = r.clamp(0, height - 1), c.clamp(0, width - 1)
            seen = x[..., r[:, None], c]
            better = inside & ((seen > best) | seen.isnan())
            best = torch.where(better, seen, best)
            where = torch.where(better, r[:, None] * width + c, where)
    return (best, where) if return_indices else best
